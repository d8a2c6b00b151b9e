/** The curves of a training run: what it learns from, and what it is checked on. */
import { h, svg } from "./dom.js";

/** @typedef {import("../types.js").Training} Training */
/** @typedef {import("../i18n.js").Words} Words */
/** @typedef {"loss" | "accuracy"} Quantity */
/** @typedef {{at: number, value: number}} Point */

/** In CSS pixels, so that the words keep their size on a phone. */
const WIDEST = 720;
const NARROWEST = 280;
const HEIGHT = 240;
const LEFT = 44;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 34;
/** More points than pixels are not seen. */
const MOST_POINTS = 600;
const TICKS = 4;

export class Chart {
  /** The run before, to compare with. */
  #formers = svg("path", { class: "chart-training former" });
  #formersChecked = svg("path", { class: "chart-validation former" });
  #training = svg("path", { class: "chart-training" });
  #validation = svg("path", { class: "chart-validation" });
  #dots = svg("g", { class: "chart-validation" });
  #axes = svg("g", { class: "chart-axes" });
  #width = WIDEST;
  element = svg(
    "svg",
    { class: "chart", role: "img" },
    this.#axes,
    this.#formers,
    this.#formersChecked,
    this.#training,
    this.#validation,
    this.#dots,
  );

  /** @param {Training} training @param {Quantity} quantity @param {Words} words */
  draw({ curve, epochs, lesson, former }, quantity, words) {
    this.#width = Math.min(WIDEST, Math.max(NARROWEST, this.element.clientWidth || WIDEST));
    this.element.setAttribute("viewBox", `0 0 ${this.#width} ${HEIGHT}`);
    const [learned, checked] = pointsOf({ curve, epochs }, quantity);
    const [before, beforeChecked] = pointsOf(former ?? { curve: [], epochs: [] }, quantity);
    const values = [learned, checked, before, beforeChecked].flat().map(({ value }) => value).filter(Number.isFinite);
    const last = Math.max(lesson.epochs, former?.epochs.length ?? 0);
    const top = quantity === "accuracy" ? 1 : nice(Math.max(0.1, ...values));
    const x = (/** @type {number} */ at) => LEFT + (at / last) * (this.#width - LEFT - RIGHT);
    const y = (/** @type {number} */ value) => TOP + (1 - Math.min(1, value / top)) * (HEIGHT - TOP - BOTTOM);
    const path = (/** @type {Point[]} */ points) => points.map(({ at, value }, index) => `${index ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");
    this.#formers.setAttribute("d", path(before));
    this.#formersChecked.setAttribute("d", path(beforeChecked));
    this.#training.setAttribute("d", path(learned));
    this.#validation.setAttribute("d", path(checked));
    this.#dots.replaceChildren(...checked.map(({ at, value }) => svg("circle", { cx: x(at), cy: y(value), r: 3.5 })));
    this.#axes.replaceChildren(...this.#scales(top, last, x, y, words));
    this.element.setAttribute("aria-label", describe(learned.at(-1), checked.at(-1), quantity, words));
  }

  /** @param {number} top @param {number} epochs @param {(at: number) => number} x @param {(value: number) => number} y @param {Words} words */
  #scales(top, epochs, x, y, words) {
    const lines = [];
    for (let tick = 0; tick <= TICKS; tick++) {
      const value = (top * tick) / TICKS;
      lines.push(svg("path", { d: `M${LEFT} ${y(value)}H${this.#width - RIGHT}` }));
      lines.push(svg("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, words.number(value, 2)));
    }
    const every = Math.ceil(epochs / 10);
    for (let epoch = 0; epoch <= epochs; epoch += every) {
      lines.push(svg("text", { x: x(epoch), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, words.number(epoch)));
    }
    lines.push(svg("text", { x: this.#width - RIGHT, y: HEIGHT - 2, "text-anchor": "end" }, words.text("train.epoch.axis")));
    return lines;
  }
}

/** The two curves of a run: what it learned from, what it was checked on. @param {Pick<Training, "curve" | "epochs">} run @param {Quantity} quantity */
function pointsOf({ curve, epochs }, quantity) {
  const name = /** @type {"val_loss" | "val_accuracy"} */ (`val_${quantity}`);
  return [thin(curve).map((point) => ({ at: point.at, value: point[quantity] })), epochs.map((epoch) => ({ at: epoch.epoch, value: epoch[name] }))];
}

/** The epochs as a table. @param {Training} training @param {Words} words */
export function table({ epochs }, words) {
  const heads = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"];
  const row = (/** @type {import("../protocol.js").EpochEvent} */ epoch) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, words.number(epoch.epoch)),
      ...[epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy].map((value) => h("td", {}, words.number(value, 4))),
    );
  return h(
    "table",
    { class: "epochs" },
    h("caption", { class: "unseen" }, words.text("train.table")),
    h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, ...epochs.map(row)),
  );
}

/** The epochs for a spreadsheet. @param {Training} training */
export function csv({ epochs }) {
  const lines = epochs.map((row) => [row.epoch, row.loss, row.accuracy, row.val_loss, row.val_accuracy, row.learning_rate].join(","));
  return ["epoch,loss,accuracy,val_loss,val_accuracy,learning_rate", ...lines, ""].join("\r\n");
}

/** @param {Training["curve"]} curve */
function thin(curve) {
  const step = Math.ceil(curve.length / MOST_POINTS);
  return curve.filter((_, index) => index % step === 0 || index === curve.length - 1);
}

/** The next number above that people like on an axis. @param {number} value */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return (/** @type {number} */ ([1, 2, 4, 10].find((factor) => factor * power >= value)) ?? 10) * power;
}

/** @param {Point | undefined} learned @param {Point | undefined} checked @param {Quantity} quantity @param {Words} words */
function describe(learned, checked, quantity, words) {
  const value = (/** @type {Point | undefined} */ point) => (point ? words.number(point.value, 3) : "–");
  return words.text(`train.chart.${quantity}.now`, { training: value(learned), validation: value(checked) });
}

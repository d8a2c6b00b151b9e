/** Two runs side by side: this one, and the one before. */
import { settingsOf } from "../settings.js";
import { h } from "./dom.js";
import { View } from "./view.js";

/** @import { Former, Judged, State } from "../types.js" */
/** @import { Words } from "../i18n.js" */

const DECIMALS = 4;

class Compare extends View {
  static late = true;
  static renders = ["training"];
  #heading = h("h3", {});
  #table = h("table", {});
  /** What the table was made of. @type {unknown[]} */
  #shown = [];
  #both = h("p", { class: "note" });

  connectedCallback() {
    this.replaceChildren(this.#heading, this.#table, this.#both);
  }

  /** @param {State} state */
  render({ training, words }) {
    const { former, epochs, judged } = training;
    this.hidden = !former || epochs.length === 0;
    const shown = [former, epochs, judged, words];
    if (!former || this.hidden || shown.every((one, index) => one === this.#shown[index])) return;
    this.#shown = shown;
    const now = { ...training, judged: judged?.epoch === epochs.length ? judged : null };
    const heads = ["", words.text("compare.this"), words.text("compare.former")];
    this.#heading.textContent = words.text("compare.title");
    this.#table.replaceChildren(
      h("caption", { class: "unseen" }, words.text("compare.title")),
      h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, ...rows(now, former, words).map(([name, ...values]) => h("tr", {}, h("th", { scope: "row" }, name), ...values.map((value) => h("td", {}, value))))),
    );
    this.#both.textContent = together(now.judged, former.judged, words);
  }
}

/** What was chosen differently, and where it led. @param {Former} now @param {Former} former @param {Words} words @returns {[string, string, string][]} */
function rows(now, former, words) {
  const before = new Map(settingsOf(former, words).map(({ name, value }) => [name, value]));
  // How many epochs there were says more than how many were asked for.
  const differing = settingsOf(now, words).filter(({ name, value }) => before.get(name) !== value && name !== "epochs");
  const quantities = /** @type {const} */ (["accuracy", "loss", "val_accuracy", "val_loss"]);
  const last = (/** @type {Former} */ run, /** @type {typeof quantities[number]} */ quantity) => words.number(run.epochs.at(-1)?.[quantity] ?? NaN, DECIMALS);
  const checked = (/** @type {Former} */ { judged }) => (judged ? words.number(judged.scores.n) : "–");
  return [
    ...differing.map(({ name, label, value }) => /** @type {[string, string, string]} */ ([label, value, before.get(name) ?? ""])),
    [words.text("compare.epochs"), words.number(now.epochs.length), words.number(former.epochs.length)],
    [words.text("compare.checked"), checked(now), checked(former)],
    ...quantities.map((quantity) => /** @type {[string, string, string]} */ ([quantity, last(now, quantity), last(former, quantity)])),
  ];
}

/** On the same pictures one may be right where the other is not. @param {Judged | null} now @param {Judged | null} former @param {Words} words */
function together(now, former, words) {
  if (!now || !former || now.print !== former.print) return "";
  const count = (/** @type {boolean} */ here, /** @type {boolean} */ there) =>
    now.labels.reduce((sum, label, index) => sum + Number((now.guesses[index] === label) === here && (former.guesses[index] === label) === there), 0);
  const values = { both: count(true, true), own: count(true, false), former: count(false, true), neither: count(false, false) };
  return words.text("compare.together", Object.fromEntries(Object.entries({ ...values, count: now.labels.length }).map(([name, value]) => [name, words.number(value)])));
}

customElements.define("loupe-compare", Compare);

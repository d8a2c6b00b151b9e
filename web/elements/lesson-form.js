/** The form of the Train panel: what a run shall be, or was, and what of it may still change. */
import { isOpen } from "../lesson.js";
import { MAX_EPOCHS } from "../limits.js";
import { powers } from "../pace.js";
import { choices } from "../sets.js";
import { CHOICES, fieldsOf, said } from "../settings.js";
import { h, select } from "./dom.js";
import { computing } from "./estimate.js";

/** @import { Lesson, Power, SetChoice, State, Training } from "../types.js" */

const MAX_SEED = 9_999;
/** Fields that everybody sees; the others are folded away. */
const FIRST = 4;
/** What may change while a run is under way. */
const ALTERABLE = new Set(["epochs", "learning_rate"]);

export class LessonForm {
  #more = h("details", {});
  /** What there is to learn from. @type {SetChoice[]} */
  #sets = [];
  /** What the form was made for: these sets, and the chosen one. */
  #made = "";
  /** The chosen one. @type {Lesson["data"]} */
  #chosen = "digits";
  /** What is shown: each choice as it stands in its field. @type {Record<string, HTMLSelectElement | HTMLInputElement>} */
  #fields = {};
  element = h("form", { class: "lesson" });
  /** Not of the lesson: what computes changes no number. */
  #power = h("select", { name: "power" });

  /** @param {(lesson: Lesson, done: boolean) => void} changed hears of every choice that makes sense; done: the visitor is not still typing @param {(power: Power) => void} empower hears what shall compute */
  constructor(changed, empower) {
    const hear = (/** @type {Event} */ { type }) => this.element.checkValidity() && changed(this.lesson, type === "change");
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.#power.addEventListener("input", (event) => event.stopPropagation());
    this.#power.addEventListener("change", (event) => {
      event.stopPropagation();
      empower(/** @type {Power} */ (this.#power.value));
    });
    this.element.addEventListener("input", hear);
    this.element.addEventListener("change", hear);
  }

  /** @param {State} state */
  build(state) {
    const { words, training, chapter, model, own, power } = state;
    const lesson = lessonOf(state);
    this.#sets = choices(chapter, own, lesson);
    this.#made = madeOf(state);
    this.#chosen = lesson.data;
    const { shares, proposal, noisy } = this.#set(lesson.data);
    // What is learned from may have grown since.
    const share = shares.includes(lesson.samples) || !isOpen(training) ? lesson.samples : proposal.samples;
    const offered = [...new Set([...shares, share])].sort((one, other) => one - other);
    const fields = fieldsOf({ ...lesson, samples: share });
    const choice = (/** @type {string} */ name, /** @type {readonly (string | number)[]} */ values) =>
      select(name, values, fields[name], (value) => said(name, value, words));
    const set = (/** @type {Lesson["data"]} */ name) => [said("data", name, words), this.#set(name).title].filter(Boolean).join(" · ");
    const number = (/** @type {string} */ name, /** @type {number} */ min, /** @type {number} */ max) =>
      h("input", { name, type: "number", min, max, value: fields[name], required: true });
    const { start, batch, optimizer, learning_rate, dropout, augmentation, noise, target, patience } = CHOICES;
    this.#fields = {
      data: select("data", this.#sets.map(({ name }) => name), lesson.data, set),
      start: choice("start", start),
      samples: choice("samples", offered),
      epochs: number("epochs", 1, MAX_EPOCHS),
      batch: choice("batch", batch),
      optimizer: choice("optimizer", optimizer),
      learning_rate: choice("learning_rate", learning_rate),
      dropout: choice("dropout", dropout),
      augmentation: choice("augmentation", augmentation),
      noise: choice("noise", noise),
      target: choice("target", target),
      patience: choice("patience", patience),
      seed: number("seed", 0, MAX_SEED),
    };
    const pointless = { noise: !noisy, dropout: !model.layers.some(({ kind }) => kind === "Dropout") };
    const labels = Object.entries(this.#fields).map(([name, field]) =>
      h("label", { title: words.text(`train.${name}.help`), hidden: Object.entries(pointless).some((pair) => pair[0] === name && pair[1]) }, h("span", {}, words.text(`train.${name}`)), field),
    );
    this.#power.replaceChildren(...select("power", powers(), power, (one) => powerSaid(one, words)).childNodes);
    this.#power.value = power;
    labels.push(h("label", { title: words.text("train.power.help") }, h("span", {}, words.text("train.power")), this.#power));
    this.#more.replaceChildren(h("summary", {}, words.text("train.more")), h("div", {}, ...labels.slice(FIRST)));
    this.element.replaceChildren(...labels.slice(0, FIRST), this.#more);
  }

  /** @param {State} state */
  render(state) {
    const { training } = state;
    const open = isOpen(training);
    // What is learned from decides what there is to choose.
    if (madeOf(state) !== this.#made) this.#rebuild(state);
    const alterable = training.phase === "running" || training.phase === "paused";
    for (const [name, field] of Object.entries(this.#fields)) field.disabled = !open && !(alterable && ALTERABLE.has(name));
    this.#fields.epochs.setAttribute("min", String(open ? 1 : Math.max(1, training.progress?.epoch ?? 1)));
    if (!open) this.show(training.lesson);
  }

  /** Whether all fields make sense; the visitor is told what does not. */
  check() {
    if (!this.element.checkValidity()) this.#more.open = true; // What is folded away cannot be complained about.
    return this.element.reportValidity();
  }

  /** What the form says. @returns {Lesson} */
  get lesson() {
    const number = (/** @type {string} */ name) => Number(this.#fields[name].value);
    const data = /** @type {Lesson["data"]} */ (this.#fields.data.value);
    return {
      data,
      noise: number("noise"),
      start: /** @type {Lesson["start"]} */ (this.#fields.start.value),
      samples: number("samples"),
      epochs: number("epochs"),
      batch: number("batch"),
      optimizer: this.#fields.optimizer.value === "adam" ? "adam" : "momentum",
      learning_rate: number("learning_rate"),
      dropout: this.#fields.dropout.value === "own" ? null : number("dropout"),
      augmentation: number("augmentation"),
      target: number("target"),
      patience: number("patience"),
      extended: 0,
      seed: number("seed"),
      ...(data === this.#chosen ? {} : this.#set(data).proposal),
    };
  }

  /** @param {Lesson["data"]} data */
  #set(data) {
    return this.#sets.find(({ name }) => name === data) ?? this.#sets[0];
  }

  /** A new form, in which the keyboard is where it was. @param {State} state */
  #rebuild(state) {
    const { name = "" } = /** @type {{name?: string}} */ (document.activeElement ?? {});
    this.build(state);
    this.#fields[name]?.focus();
  }

  /** Shows a lesson, apart from what the visitor is changing now. @param {Lesson} lesson */
  show(lesson) {
    for (const [name, value] of Object.entries(fieldsOf(lesson))) {
      if (this.#fields[name] !== document.activeElement) this.#fields[name].value = String(value);
    }
  }
}

/** What the form shows: what the visitor chose and has not started yet outlives a change of language. @param {State} state */
const lessonOf = ({ training }) => (isOpen(training) ? training.chosen : training.lesson);

/** What decides which choices the form has. @param {State} state */
const madeOf = (state) => JSON.stringify([lessonOf(state).data, choices(state.chapter, state.own, lessonOf(state))]);

/** @param {Power} power @param {import("../i18n.js").Words} words */
function powerSaid(power, words) {
  if (power === "auto") return words.text("train.power.auto");
  return computing(power === "gpu" ? { backend: power, workers: 1 } : { backend: "cpu", workers: Number(power) }, words);
}

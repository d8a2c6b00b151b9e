/** The form of the Train panel: what a run shall be, or was, and what of it may still change. */
import { isOpen } from "../lesson.js";
import { MAX_EPOCHS } from "../limits.js";
import { SETS } from "../sets.js";
import { CHOICES, fieldsOf, said } from "../settings.js";
import { h, select } from "./dom.js";

/** @import { Lesson, State, Training } from "../types.js" */

const MAX_SEED = 9_999;
/** Fields that everybody sees; the others are folded away. */
const FIRST = 4;
/** What may change while a run is under way. */
const ALTERABLE = new Set(["epochs", "learning_rate"]);

export class LessonForm {
  #more = h("details", {});
  /** What the form is for. */
  #set = /** @type {Lesson["data"]} */ ("digits");
  /** What is shown: each choice as it stands in its field. @type {Record<string, HTMLSelectElement | HTMLInputElement>} */
  #fields = {};
  element = h("form", { class: "lesson" });

  /** @param {(lesson: Lesson, done: boolean) => void} changed hears of every choice that makes sense; done: the visitor is not still typing */
  constructor(changed) {
    const hear = (/** @type {Event} */ { type }) => this.element.checkValidity() && changed(this.lesson, type === "change");
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.element.addEventListener("input", hear);
    this.element.addEventListener("change", hear);
  }

  /** @param {State} state */
  build({ words, training, chapter, model }) {
    // What the visitor chose and has not started yet outlives a change of language.
    const lesson = isOpen(training) ? training.chosen : training.lesson;
    const { shares } = SETS[lesson.data];
    this.#set = lesson.data;
    const fields = fieldsOf(lesson);
    const choice = (/** @type {string} */ name, /** @type {readonly (string | number)[]} */ choices) =>
      select(name, choices, fields[name], (value) => said(name, value, words));
    const number = (/** @type {string} */ name, /** @type {number} */ min, /** @type {number} */ max) =>
      h("input", { name, type: "number", min, max, value: fields[name], required: true });
    const { start, batch, optimizer, learning_rate, dropout, augmentation, noise, target, patience } = CHOICES;
    this.#fields = {
      data: choice("data", chapter.sets),
      start: choice("start", start),
      samples: choice("samples", shares),
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
    const pointless = { noise: lesson.data !== "shapes", dropout: !model.layers.some(({ kind }) => kind === "Dropout") };
    const labels = Object.entries(this.#fields).map(([name, field]) =>
      h("label", { title: words.text(`train.${name}.help`), hidden: Object.entries(pointless).some((pair) => pair[0] === name && pair[1]) }, h("span", {}, words.text(`train.${name}`)), field),
    );
    this.#more.replaceChildren(h("summary", {}, words.text("train.more")), h("div", {}, ...labels.slice(FIRST)));
    this.element.replaceChildren(...labels.slice(0, FIRST), this.#more);
  }

  /** @param {State} state */
  render(state) {
    const { training } = state;
    const open = isOpen(training);
    // What is learned from decides what there is to choose.
    if ((open ? training.chosen : training.lesson).data !== this.#set) this.#rebuild(state);
    const alterable = training.phase === "running" || training.phase === "paused";
    for (const [name, field] of Object.entries(this.#fields)) field.disabled = !open && !(alterable && ALTERABLE.has(name));
    this.#fields.epochs.setAttribute("min", String(open ? 1 : Math.max(1, training.progress?.epoch ?? 1)));
    if (!open) this.#fill(training);
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
      scratch: this.#fields.start.value === "scratch",
      samples: data === this.#set ? number("samples") : SETS[data].few,
      epochs: number("epochs"),
      batch: number("batch"),
      optimizer: this.#fields.optimizer.value === "adam" ? "adam" : "momentum",
      learning_rate: number("learning_rate"),
      dropout: this.#fields.dropout.value === "own" ? null : number("dropout"),
      augmentation: number("augmentation"),
      target: number("target"),
      patience: number("patience"),
      seed: number("seed"),
    };
  }

  /** A new form, in which the keyboard is where it was. @param {State} state */
  #rebuild(state) {
    const { name = "" } = /** @type {{name?: string}} */ (document.activeElement ?? {});
    this.build(state);
    this.#fields[name]?.focus();
  }

  /** Shows what a run was started with, apart from what the visitor is changing now. @param {Training} training */
  #fill({ lesson }) {
    for (const [name, value] of Object.entries(fieldsOf(lesson))) {
      if (this.#fields[name] !== document.activeElement) this.#fields[name].value = String(value);
    }
  }
}

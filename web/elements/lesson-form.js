/** The form of the Train panel: what a run shall be, or was, and what of it may still change. */
import { isOpen } from "../lesson.js";
import { MAX_EPOCHS } from "../limits.js";
import { SETS } from "../sets.js";
import { h, select } from "./dom.js";

/** @import { Lesson, State, Training } from "../types.js" */

const BATCHES = [8, 16, 32, 64, 128];
const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.1, 1];
const DROPOUTS = ["own", 0, 0.1, 0.2, 0.3, 0.5];
const AUGMENTATIONS = [0, 0.3, 0.8];
const NOISES = [0, 0.4, 0.8];
const TARGETS = [0, 0.9, 0.95, 0.97, 0.98, 0.99];
const PATIENCES = [0, 1, 2, 3, 5, 10];
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
    this.#fields = {
      data: select("data", chapter.sets, lesson.data, (name) => words.text(`train.data.${name}`)),
      start: select("start", ["scratch", "shipped"], lesson.scratch ? "scratch" : "shipped", (start) => words.text(`train.${start}`)),
      samples: select("samples", shares, lesson.samples, (share) => words.number(share)),
      epochs: h("input", { name: "epochs", type: "number", min: 1, max: MAX_EPOCHS, value: lesson.epochs, required: true }),
      batch: select("batch", BATCHES, lesson.batch, String),
      optimizer: select("optimizer", ["adam", "momentum"], lesson.optimizer, (name) => words.text(`train.optimizer.${name}`)),
      learning_rate: select("learning_rate", RATES, lesson.learning_rate, (rate) => words.number(rate, Math.max(0, Math.ceil(-Math.log10(rate))))),
      dropout: select("dropout", DROPOUTS, lesson.dropout ?? "own", (rate) => (rate === "own" ? words.text("train.dropout.own") : words.number(Number(rate), 1))),
      augmentation: select("augmentation", AUGMENTATIONS, lesson.augmentation, (strength) => words.text(`train.augmentation.${AUGMENTATIONS.indexOf(strength)}`)),
      noise: select("noise", NOISES, lesson.noise, (noise) => words.text(`train.noise.${NOISES.indexOf(noise)}`)),
      target: select("target", TARGETS, lesson.target, (target) => (target ? words.text("unit.percent", { value: words.number(target * 100) }) : words.text("train.never"))),
      patience: select("patience", PATIENCES, lesson.patience, (epochs) => (epochs ? words.number(epochs) : words.text("train.never"))),
      seed: h("input", { name: "seed", type: "number", min: 0, max: MAX_SEED, value: lesson.seed, required: true }),
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
  #fill({ lesson: { scratch, dropout, ...others } }) {
    const values = { ...others, start: scratch ? "scratch" : "shipped", dropout: dropout ?? "own" };
    for (const [name, value] of Object.entries(values)) {
      if (this.#fields[name] !== document.activeElement) this.#fields[name].value = String(value);
    }
  }
}

/** How long the chosen training takes on this computer, said before it starts; and where that is long, a shorter one. */
import { isOpen } from "../lesson.js";
import { DWELL_MS, LONG_S } from "../limits.js";
import { secondsOf } from "../pace.js";
import { choices } from "../sets.js";
import { h } from "./dom.js";

/** @import { Lesson, Pace, State } from "../types.js" */
/** @import { Words } from "../i18n.js" */

/** @param {number} seconds @param {Words} words */
function duration(seconds, words) {
  if (seconds < 1) return words.text("train.instant");
  const [unit, size] = seconds < 100 ? ["seconds", 1] : seconds < 6_000 ? ["minutes", 60] : ["hours", 3_600];
  return words.text(`train.${unit}`, { count: words.number(seconds / Number(size)) });
}

/** What computes. @param {Pick<Pace, "backend" | "workers">} what @param {Words} words */
export function computing({ backend, workers }, words) {
  if (backend === "gpu") return words.text("train.power.gpu");
  return words.text(workers > 1 ? "train.power.cores" : "train.power.core", { count: words.number(workers) });
}

/** The largest number of pictures with which what was chosen is not long, or the smallest that there is. @param {State} state @param {Pace} pace */
function fewer({ chapter, own, training: { chosen: lesson } }, pace) {
  const shares = choices(chapter, own, lesson).find(({ name }) => name === lesson.data)?.shares ?? [lesson.samples];
  const short = shares.filter((samples) => secondsOf({ ...lesson, samples }, pace) * lesson.epochs <= LONG_S);
  return Math.min(lesson.samples, short.at(-1) ?? shares[0]);
}

export class Estimate {
  #text = h("p", { class: "note", role: "status" });
  #fewer = h("button", { type: "button", class: "word" });
  element = h("div", { class: "train-estimate" }, this.#text, this.#fewer);
  #ask;
  /** Whether the visitor has turned to the panel, and what has been asked since. */
  #touched = false;
  #asked = "";
  /** @type {State | null} */
  #state = null;

  /** @param {HTMLElement} form @param {(lesson: Lesson) => void} ask wants to know it @param {(lesson: Lesson) => void} choose */
  constructor(form, ask, choose) {
    this.#ask = ask;
    this.#fewer.addEventListener("click", () => this.#state && choose(shorter(this.#state)));
    let dwelling = 0;
    form.addEventListener("focusin", () => this.#touch());
    form.addEventListener("pointerdown", () => this.#touch());
    form.addEventListener("pointerenter", () => (dwelling = setTimeout(() => this.#touch(), DWELL_MS)));
    form.addEventListener("pointerleave", () => clearTimeout(dwelling));
  }

  /** @param {State} state */
  render(state) {
    this.#state = state;
    const { words, training } = state;
    const { chosen, pace, measuring } = training;
    this.element.hidden = !isOpen(training) || !(pace || measuring);
    if (this.#touched) this.#wonder();
    const seconds = pace ? secondsOf(chosen, pace) : 0;
    const whole = seconds * chosen.epochs;
    const values = pace && { epoch: duration(seconds, words), whole: duration(whole, words), power: computing(pace, words) };
    const long = whole > LONG_S;
    const sentence = values ? words.text(long ? "train.estimate.long" : "train.estimate", values) : words.text("train.measuring");
    // The same sentence again would be read out again.
    if (this.#text.textContent !== sentence) this.#text.textContent = sentence;
    const samples = pace ? fewer(state, pace) : chosen.samples;
    this.#fewer.hidden = !pace || !long || samples === chosen.samples;
    if (!pace || this.#fewer.hidden) return;
    const shortened = duration(secondsOf({ ...chosen, samples }, pace) * chosen.epochs, words);
    this.#fewer.textContent = words.text("train.fewer", { samples: words.number(samples), whole: shortened });
  }

  #touch() {
    this.#touched = true;
    this.#asked = "";
    this.#wonder();
  }

  /** Asks once for each thing that is not known. */
  #wonder() {
    if (!this.#state || !isOpen(this.#state.training)) return;
    const { training: { chosen, pace, measuring }, chapter, power } = this.#state;
    const question = `${chapter.name} ${power} ${chosen.batch}`;
    if (pace || question === this.#asked || (measuring && this.#asked === "")) return;
    this.#asked = question;
    this.#ask(chosen);
  }
}

/** What was chosen, with fewer pictures. @param {State} state @returns {Lesson} */
function shorter(state) {
  const { chosen, pace } = state.training;
  return pace ? { ...chosen, samples: fewer(state, pace) } : chosen;
}

/** What a visitor leaves on the desk when going to another chapter, and finds again. */
import { Belongings, nothingOwn } from "./belongings.js";
import { History } from "./gesture.js";
import { recipeFor, untrained } from "./lesson.js";
import { Material } from "./material.js";
import { choices } from "./sets.js";
import { Training } from "./training.js";

/** @import { Assets } from "./assets.js" */
/** @import { Chapter, Lesson, Model, Own, SetName, State, TrainingOwner, TrainingSetup } from "./types.js" */
/** @typedef {Pick<State, "model" | "card" | "strokes" | "picture" | "part" | "spot" | "sheet" | "training" | "own">} Papers */
/** @typedef {Omit<TrainingSetup, "chapter" | "material"> & Pick<import("./belongings.js").Setup, "sample" | "classify">} Setup */

export class Desk {
  history = new History();
  /** What trains here, once it has been asked for. @type {Training | null} */
  training = null;
  /** What the visitor has collected and opened here, likewise. @type {Belongings | null} */
  belongings = null;
  /** @type {Papers} */
  papers;

  /** @param {Chapter} chapter */
  constructor(chapter) {
    this.chapter = chapter;
    const { model } = chapter;
    this.papers = {
      model,
      card: model.card,
      strokes: chapter.samples[chapter.opening].strokes ?? [],
      picture: null,
      part: null,
      spot: middleOf(model),
      sheet: null,
      training: untrained(recipeFor(chapter.sets[0])),
      own: nothingOwn(),
    };
  }

  /** Fetches the chapter's first photo, if it has one and none is there yet. @param {Assets} assets */
  async lay(assets) {
    const { photo } = this.chapter.samples[this.chapter.opening];
    if (photo && !this.papers.picture) this.papers.picture = await assets.photo(photo);
  }

  /**
   * Makes what trains here, and looks for a run and for samples that were kept.
   * @param {Setup} setup
   * @param {TrainingOwner & {own: (own: Own) => void}} owner
   */
  settle(setup, owner) {
    const { chapter } = this;
    if (this.training) return;
    const changed = (/** @type {State["training"]} */ training) => {
      this.papers.training = training;
      owner.changed(training);
    };
    const own = (/** @type {Own} */ now) => {
      this.papers.own = now;
      owner.own(now);
    };
    const ready = (/** @type {SetName} */ name, /** @type {boolean} */ first) => this.#propose(name, first);
    const belongings = new Belongings(chapter, setup, { ...owner, own, ready });
    const material = new Material(setup.assets, (name) => belongings.given(name));
    this.belongings = belongings;
    this.training = new Training({ ...setup, chapter, material }, { ...owner, changed });
    this.training.recall();
  }

  /** The visitor's own set is learned from next, unless another was chosen in its place. @param {SetName} name @param {boolean} first */
  #propose(name, first) {
    const { own, training } = this.papers;
    const choice = choices(this.chapter, own, training.chosen).find((one) => one.name === name);
    if (!choice || !(first || training.chosen.data === name)) return;
    this.training?.propose({ data: name, ...(first ? choice.proposal : { samples: choice.proposal.samples }) });
  }

  /** @param {State} state */
  leave({ strokes, picture, part, training, own }) {
    // The shipped network answers again, and its sheets are closed: nothing jumps at who comes back.
    const { model } = this.chapter;
    this.papers = { model, card: model.card, strokes, picture, part, spot: middleOf(model), sheet: null, training, own };
  }
}

/**
 * Passes on what the visitor wants of the training.
 * @param {(name: string, act: (detail: any) => void) => void} on
 * @param {() => Training | null} training of the open chapter
 */
export function attend(on, training) {
  on("train-touch", (/** @type {Lesson} */ lesson) => training()?.pacer.find(lesson));
  on("lesson", (/** @type {Lesson} */ lesson) => training()?.choose(lesson));
  on("train", (/** @type {Lesson} */ lesson) => training()?.train(lesson));
  on("train-step", (/** @type {Lesson} */ lesson) => training()?.train(lesson, 1));
  on("train-alter", (/** @type {Lesson} */ lesson) => training()?.alter(lesson));
  on("train-pause", () => training()?.pause());
  on("train-reset", () => training()?.reset());
  on("train-show", (/** @type {number | null} */ epoch) => training()?.show(epoch));
}

/** The middle of the input. @param {Model} model @returns {State["spot"]} */
export function middleOf({ input: { height, width } }) {
  return { layer: -1, map: 0, y: Math.floor(height / 2), x: Math.floor(width / 2) };
}

/** All of a model that the views draw, to be compared. @param {Model} model */
export function drawnAs({ labels, input, layers }) {
  const { height, width, channels } = input;
  const drawn = layers.map(({ kind, name, shape, parameters, activation }) => [kind, name, shape, parameters, activation]);
  return JSON.stringify([labels, height, width, channels, drawn]);
}

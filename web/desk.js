/** What a visitor leaves on the desk when going to another chapter, and finds again. */
import { History } from "./gesture.js";
import { recipeFor, untrained } from "./lesson.js";
import { Training } from "./training.js";

/** @import { Assets } from "./assets.js" */
/** @import { Backend, Chapter, Model, State, TrainingOwner } from "./types.js" */
/** @typedef {Pick<State, "model" | "card" | "strokes" | "picture" | "part" | "spot" | "sheet" | "training">} Papers */

export class Desk {
  history = new History();
  /** What trains here, once it has been asked for. @type {Training | null} */
  training = null;
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
    };
  }

  /** Fetches the chapter's first photo, if it has one and none is there yet. @param {Assets} assets */
  async lay(assets) {
    const { photo } = this.chapter.samples[this.chapter.opening];
    if (photo && !this.papers.picture) this.papers.picture = await assets.photo(photo);
  }

  /**
   * Makes what trains here, and looks for a run that was kept.
   * @param {{assets: Assets, build: string, backend: () => Backend}} setup
   * @param {TrainingOwner} owner
   */
  settle(setup, owner) {
    const { chapter } = this;
    if (this.training) return;
    const changed = (/** @type {State["training"]} */ training) => {
      this.papers.training = training;
      owner.changed(training);
    };
    this.training = new Training({ ...setup, chapter }, { ...owner, changed });
    this.training.recall();
  }

  /** @param {State} state */
  leave({ strokes, picture, part, training }) {
    // The shipped network answers again, and its sheets are closed: nothing jumps at who comes back.
    const { model } = this.chapter;
    this.papers = { model, card: model.card, strokes, picture, part, spot: middleOf(model), sheet: null, training };
  }
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

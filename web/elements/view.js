/**
 * The base of every element: a function of the state. It is told the state and what changed in it, builds its
 * nodes when the words or the model change, and renders when something it shows has changed. It answers with
 * events only; it knows neither store nor engine.
 */

/** @typedef {import("../types.js").State} State */

export class View extends HTMLElement {
  /** Keys of the state that make new nodes necessary. @type {readonly string[]} */
  static builds = ["words"];
  /** Keys of the state that are shown in the nodes. @type {readonly string[]} */
  static renders = [];
  /** Whether it is below the first screen, and can wait until that is shown. */
  static late = false;
  #built = false;
  /** The newest state; told before the first build, so that build, render and listeners always have it. */
  state = /** @type {State} */ (/** @type {unknown} */ (null));

  /** @param {State} state @param {Set<string>} changed */
  receive(state, changed) {
    this.state = state;
    const { builds, renders } = /** @type {typeof View} */ (this.constructor);
    if (!this.#built || builds.some((key) => changed.has(key))) {
      this.#built = true;
      this.build(state);
      this.render(state, null);
    } else if (renders.some((key) => changed.has(key))) {
      this.render(state, changed);
    }
  }

  /** @param {State} _state */
  build(_state) {}

  /** @param {State} _state @param {Set<string> | null} _changed null after a build: everything */
  render(_state, _changed) {}

  /**
   * Says what the visitor did.
   * @param {string} name
   * @param {unknown} [detail]
   */
  say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

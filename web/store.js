/** One state, told to everyone who asked for a part of it. */

/** @typedef {import("./types.js").State} State */
/** @typedef {(state: State, changed: Set<string>) => void} Listener */

export class Store {
  /** @type {Set<Listener>} */
  #listeners = new Set();
  /** @type {Set<string>} */
  #changed = new Set();
  #told = true;

  /** @param {State} initial */
  constructor(initial) {
    this.state = initial;
  }

  /**
   * Changes some of the state; listeners hear of it once, before the next paint.
   * @param {Partial<State>} patch
   */
  update(patch) {
    Object.assign(this.state, patch);
    for (const key of Object.keys(patch)) this.#changed.add(key);
    if (!this.#told) return;
    this.#told = false;
    // A microtask, not a frame: a hidden tab has no frames, yet its state must stay true.
    queueMicrotask(() => this.#tell());
  }

  /** @param {Listener} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  #tell() {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#told = true;
    for (const listener of this.#listeners) listener(this.state, changed);
  }
}

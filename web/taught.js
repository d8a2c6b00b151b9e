/** The weights that shall answer where they are not the shipped ones, and which engine was given them. */

/** @typedef {import("./engine.js").Bridge} Bridge */
/** @typedef {import("./types.js").Model} Model */

export class Taught {
  /** Null: the shipped ones. @type {Uint8Array | null} */
  weights = null;
  /** What each bridge was given last, if not the shipped weights: it takes them in this order. @type {WeakMap<Bridge, Uint8Array | null>} */
  #given = new WeakMap();

  /**
   * Sees to it that a bridge has the weights.
   * @param {Bridge} bridge
   * @param {Promise<ArrayBuffer>} shipped
   * @param {(model: Model) => void} tell hears of the model that the bridge then has
   * @returns {Promise<boolean>} false when newer ones overtook them
   */
  async reach(bridge, shipped, tell) {
    const { weights } = this;
    const before = this.#given.get(bridge) ?? null;
    if (before === weights) return true;
    this.#given.set(bridge, weights);
    try {
      const model = await bridge.load(weights ?? new Uint8Array(await shipped));
      if (!model) return false;
      if (weights === this.weights) tell(model);
      return true;
    } catch (thrown) {
      this.#given.set(bridge, before);
      throw thrown;
    }
  }
}

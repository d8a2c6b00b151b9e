/** The weights that shall answer where they are not the shipped ones, and which engine has them. */

/** @typedef {import("./engine.js").Bridge} Bridge */
/** @typedef {import("./types.js").Model} Model */

export class Taught {
  /** Null: the shipped ones. @type {Uint8Array | null} */
  weights = null;
  /** What each bridge has loaded, if not the shipped weights. @type {WeakMap<Bridge, Uint8Array | null>} */
  #loaded = new WeakMap();

  /**
   * Sees to it that a bridge has the weights.
   * @param {Bridge} bridge
   * @param {Promise<ArrayBuffer>} shipped
   * @param {(model: Model) => void} tell hears of the model that the bridge then has
   * @returns {Promise<boolean>} false when newer ones overtook them
   */
  async reach(bridge, shipped, tell) {
    const { weights } = this;
    if ((this.#loaded.get(bridge) ?? null) === weights) return true;
    const model = await bridge.load(weights ?? new Uint8Array(await shipped));
    if (!model) return false;
    this.#loaded.set(bridge, weights);
    tell(model);
    return true;
  }
}

/** The weights that shall answer, and which engine was given which. */

/** @typedef {import("./engine.js").Bridge} Bridge */
/** @typedef {import("./types.js").Model} Model */

export class Taught {
  /** What each bridge was given last: it takes them in this order. @type {WeakMap<Bridge, string | Uint8Array>} */
  #given = new WeakMap();

  /** @param {string | Uint8Array} wanted the address of shipped weights, or the bytes of others */
  constructor(wanted) {
    this.wanted = wanted;
  }

  /** @param {Bridge} bridge @param {string} address of the weights with which it was opened */
  opened(bridge, address) {
    this.#given.set(bridge, address);
  }

  /**
   * Sees to it that a bridge has the weights.
   * @param {Bridge} bridge
   * @param {(address: string) => Promise<ArrayBuffer>} fetched
   * @param {(model: Model) => void} tell hears of the model that the bridge then has
   * @returns {Promise<boolean>} false when newer ones overtook them
   */
  async reach(bridge, fetched, tell) {
    const { wanted } = this;
    const before = this.#given.get(bridge) ?? "";
    if (before === wanted) return true;
    this.#given.set(bridge, wanted);
    try {
      const bytes = typeof wanted === "string" ? new Uint8Array(await fetched(wanted)) : wanted;
      const model = await bridge.load(bytes);
      if (!model) return false;
      if (wanted === this.wanted) tell(model);
      return true;
    } catch (thrown) {
      if (this.#given.get(bridge) === wanted) this.#given.set(bridge, before);
      throw thrown;
    }
  }
}

/** Judges weights on what a run never learns from. */

import { printOf } from "./packed.js";
import { asFault } from "./protocol.js";

/** @import { Bridge } from "./engine.js" */
/** @import { Judged } from "./types.js" */

export class Examiner {
  /** Milliseconds that the last judgement took. */
  took = 0;
  #log;

  /** @param {(line: string) => void} log */
  constructor(log) {
    this.#log = log;
  }

  /**
   * @param {Bridge} bridge of the run
   * @param {Uint8Array} weights
   * @param {Uint8Array | null} known the samples, if they have been fetched
   * @returns {Promise<{judged: Omit<Judged, "epoch">, unseen: Uint8Array} | null>} null when newer weights took the place of these, or the engine broke
   */
  async judge(bridge, weights, known) {
    try {
      const unseen = known ?? (await bridge.unseen());
      const start = performance.now();
      const judged = await bridge.judge(weights);
      this.took = performance.now() - start;
      return judged ? { judged: { ...judged, print: printOf(unseen) }, unseen } : null;
    } catch (thrown) {
      this.#log(`judging: ${asFault(thrown).message}`); // The end of the engine has its own way to be told.
      return null;
    }
  }
}

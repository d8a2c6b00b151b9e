/** Several photos at once: each is looked at in turn, while the visitor goes on. */
import { MAX_PHOTOS_AT_ONCE } from "./limits.js";
import { asFault, isBroken } from "./protocol.js";

/** @import { Seen, Toast } from "./types.js" */

export class Several {
  /** Counts the handfuls, so that only the newest is looked at. */
  #handful = 0;

  /**
   * @param {(picture: Blob) => Promise<Float32Array>} glance
   * @param {(seen: Seen[]) => void} changed
   * @param {(toast: Toast) => void} tell
   */
  constructor(glance, changed, tell) {
    this.#glance = glance;
    this.#changed = changed;
    this.#tell = tell;
  }
  #glance;
  #changed;
  #tell;

  /** @param {File[]} files */
  async look(files) {
    const handful = ++this.#handful;
    const values = { count: String(MAX_PHOTOS_AT_ONCE) };
    if (files.length > MAX_PHOTOS_AT_ONCE) this.#tell({ key: "several.many", values });
    /** @type {Seen[]} */
    let seen = files.slice(0, MAX_PHOTOS_AT_ONCE).map((picture) => ({ picture, name: picture.name, probabilities: null, fault: null }));
    this.#changed(seen);
    for (const [index, { picture }] of seen.entries()) {
      const answer = await this.#answer(picture);
      if (handful !== this.#handful) return;
      seen = seen.with(index, { ...seen[index], ...answer });
      this.#changed(seen);
    }
  }

  /** Stops, and forgets what was seen. */
  forget() {
    this.#handful++;
    this.#changed([]);
  }

  /** A photo on which the engine broke is tried once more, on the next one. @param {Blob} picture @returns {Promise<Partial<Seen>>} */
  async #answer(picture, again = true) {
    try {
      return { probabilities: await this.#glance(picture) };
    } catch (thrown) {
      const fault = asFault(thrown);
      return again && isBroken(fault) ? this.#answer(picture, false) : { fault: fault.code };
    }
  }
}

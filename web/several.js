/** Several photos at once: each is looked at in turn, while the visitor goes on. */
import { RECIPE, packed } from "./gesture.js";
import { MAX_PHOTOS_AT_ONCE } from "./limits.js";
import { asFault } from "./protocol.js";

/** @import { LookRequest, Looked } from "./protocol.js" */
/** @import { Chapter, Seen } from "./types.js" */

export class Several {
  /** Counts the handfuls, so that only the newest is looked at. */
  #handful = 0;

  /**
   * @param {(request: LookRequest) => Promise<Looked | undefined>} glance
   * @param {(seen: Seen[]) => void} changed
   */
  constructor(glance, changed) {
    this.#glance = glance;
    this.#changed = changed;
  }
  #glance;
  #changed;

  /** @param {Chapter} chapter @param {File[]} files @returns {Promise<boolean>} false when another handful has come */
  async look(chapter, files) {
    const handful = ++this.#handful;
    /** @type {Seen[]} */
    let seen = files.slice(0, MAX_PHOTOS_AT_ONCE).map((picture) => ({ picture, name: picture.name, probabilities: null, fault: null }));
    this.#changed(seen);
    for (const [index, { picture }] of seen.entries()) {
      const answer = await this.#answer(chapter, picture);
      if (handful !== this.#handful) return false;
      seen = seen.with(index, { ...seen[index], ...answer });
      this.#changed(seen);
    }
    return true;
  }

  /** Stops, and forgets what was seen. */
  forget() {
    this.#handful++;
    this.#changed([]);
  }

  /** @param {Chapter} chapter @param {Blob} picture @returns {Promise<Partial<Seen>>} */
  async #answer(chapter, picture) {
    const request = packed({ chapter, picture, part: null, strokes: [], switches: RECIPE });
    try {
      const looked = request && (await this.#glance(request));
      return looked ? { probabilities: looked.look.probabilities } : { fault: "engine.silent" };
    } catch (thrown) {
      return { fault: asFault(thrown).code };
    }
  }
}

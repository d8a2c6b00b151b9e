/** What a lesson learns from, as the bytes that the engine takes; those of the run that is under way are kept. */
import { SETS } from "./sets.js";

/** @import { Given, Lesson, SetName, Toast } from "./types.js" */

export class Material {
  /** @type {{key: string, bytes: Uint8Array} | null} */
  #kept = null;

  /** @param {import("./assets.js").Assets} assets @param {(name: SetName) => Given | null} given what the visitor has of a set now */
  constructor(assets, given) {
    this.#assets = assets;
    this.#given = given;
  }
  #assets;
  #given;

  /** A lesson with a note of what it is on, if that is the visitor's. @param {Lesson} lesson @returns {Lesson} */
  noted({ from: _, ...lesson }) {
    const given = SETS[lesson.data].visitors ? this.#given(lesson.data) : null;
    if (!given) return lesson;
    const { title, print, classes } = given;
    return { ...lesson, from: { title, print, classes } };
  }

  /** Why a lesson cannot be begun or go on here, in a sentence. @param {Lesson} lesson @returns {Toast | null} */
  lacks(lesson) {
    const { data, from } = lesson;
    if (!SETS[data].visitors || this.holds(lesson)) return null;
    const given = this.#given(data);
    const values = { name: from?.title ?? "" };
    if (!given) return { key: `training.${data}.absent`, values };
    return given.print === from?.print ? null : { key: `training.${data}.changed`, values };
  }

  /** Whether the bytes are here already. @param {Lesson} lesson */
  holds(lesson) {
    return this.#kept?.key === keyOf(lesson);
  }

  /** @param {Lesson} lesson @param {(share: number) => void} progress 0 to 1 @returns {Promise<Uint8Array>} */
  async bytes(lesson, progress) {
    const { file, visitors } = SETS[lesson.data];
    if (this.#kept && this.holds(lesson)) return this.#kept.bytes;
    const given = visitors ? this.#given(lesson.data) : null;
    const bytes = file ? await this.#assets.data(file, progress) : (given?.bytes() ?? new Uint8Array());
    if (bytes.length > 0) this.#kept = { key: keyOf(lesson), bytes };
    return bytes;
  }

  /** The bytes arrived damaged. @param {Lesson} lesson */
  doubt({ data }) {
    this.#kept = null;
    this.#assets.doubt(SETS[data].file ?? "");
  }
}

/** @param {Lesson} lesson */
const keyOf = ({ data, from }) => `${data} ${from?.print ?? ""}`;

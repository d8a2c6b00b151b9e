/**
 * What outlives a reload of a chapter's own classes: their names and samples. A sample is written once, and the list
 * of them at every change; what the list names no more is thrown away when the page is next opened, so that undo
 * costs nothing. Storage may be full, blocked or absent: then nothing is kept, and the owner hears of it once.
 */
import { isCollection } from "./collection.js";
import { Writer, inDatabase } from "./database.js";

/** @import { Chapter, OwnClass } from "./types.js" */

/** @type {[string, string]} */
const STORES = ["collections", "samples"];

export class Album {
  /** The samples that are written. @type {Set<string>} */
  #written = new Set();

  /** @param {Chapter} chapter @param {(thrown: unknown) => void} refused hears once that nothing can be kept */
  constructor({ name, model: { input } }, refused) {
    this.#name = name;
    this.#size = input.width * input.height * input.channels;
    this.#all = () => IDBKeyRange.bound([name], [name, []]);
    this.#writer = new Writer(STORES, refused);
  }
  #name;
  #size;
  #all;
  #writer;

  /** @param {OwnClass[]} classes */
  keep(classes) {
    const fresh = classes.flatMap(({ samples }) => samples).filter(({ id }) => !this.#written.has(id));
    for (const { id } of fresh) this.#written.add(id);
    const list = classes.map(({ name, samples }) => ({ name, ids: samples.map(({ id }) => id) }));
    this.#writer.next((collections, samples) => {
      for (const { id, pixels } of fresh) samples.put(pixels, [this.#name, id]);
      collections.put(list, this.#name);
    });
  }

  /** @returns {Promise<OwnClass[] | null>} */
  async recall() {
    try {
      const read = await inDatabase(STORES, (collections, samples) => [collections.get(this.#name), samples.getAllKeys(this.#all()), samples.getAll(this.#all())]);
      const [list, keys, pixels] = read.map(({ result }) => result);
      /** @type {Map<string, Uint8Array>} */
      const known = new Map(keys.map((/** @type {[string, string]} */ [, id], /** @type {number} */ index) => [id, pixels[index]]));
      const classes = Array.isArray(list) && list.map(({ name, ids }) => ({ name, samples: ids.filter((/** @type {string} */ id) => known.has(id)).map((/** @type {string} */ id) => ({ id, pixels: known.get(id) })) }));
      if (!isCollection(classes, this.#size)) return null;
      this.#written = new Set(classes.flatMap(({ samples }) => samples.map(({ id }) => id)));
      const orphans = [...known.keys()].filter((id) => !this.#written.has(id));
      if (orphans.length > 0) this.#writer.next((_, samples) => orphans.forEach((id) => samples.delete([this.#name, id])));
      return classes;
    } catch {
      return null; // The visitor hears of it when there is something to keep.
    }
  }
}

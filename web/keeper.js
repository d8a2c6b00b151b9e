/**
 * What outlives a reload of a training run: its newest checkpoint and the weights of its epochs, in the browser's own
 * database. Storage may be full, blocked or absent: then nothing is kept, and the owner hears of it once.
 */
import { Writer, inDatabase } from "./database.js";
import { isLesson, isTold } from "./stored.js";
import { remember, remembered } from "./preferences.js";

/** @import { Chapter, Lesson, Training } from "./types.js" */
/** @import { Told } from "./stored.js" */
/** @typedef {{lesson: Lesson, told: Told, checkpoint: Uint8Array}} Kept */

/** What there is to tell before the first step. @type {Told} */
export const NOTHING = { curve: [], epochs: [], progress: null, former: null };

/** @param {Training} training @returns {Told} */
export const toldOf = ({ curve, epochs, progress, former }) => ({ curve, epochs, progress, former });

/** @type {[string, string]} */
const STORES = ["runs", "weights"];
/** The name under which the preferences hold the run that was forgotten last. */
const FORGOTTEN = "forgotten";
/** Of the records; one of another version is forgotten. */
const VERSION = 2;

/** Whether a record is of this version, whole, and of numbers that make sense. @param {any} record @param {unknown[]} weights */
function isWhole(record, weights) {
  const told = record?.told;
  return (
    record?.version === VERSION &&
    isLesson(record.lesson) &&
    record.checkpoint instanceof Uint8Array &&
    isTold(told) &&
    weights.length === told.epochs.length + 1 &&
    weights.every((one) => one instanceof Uint8Array)
  );
}

export class Keeper {
  /** Tells this run from those of other pages. */
  #id = "";

  /** @param {Chapter} chapter one run of each is kept @param {(thrown: unknown) => void} refused hears once that nothing can be kept */
  constructor({ name }, refused) {
    this.#name = name;
    this.#writer = new Writer(STORES, refused);
    this.#all = () => IDBKeyRange.bound([name], [name, []]);
    this.begin();
  }
  #name;
  #writer;
  #all;

  /** A new run begins. */
  begin() {
    this.#id = `${Date.now()} ${Math.random()}`;
  }

  /** Keeps where a run is. @param {Kept} kept @param {Uint8Array[]} epochs the weights of all of them */
  keep(kept, epochs) {
    const id = this.#id;
    this.#writer.next((runs, weights) => {
      const asked = runs.get(this.#name);
      asked.onsuccess = () => {
        const known = asked.result?.id === id ? asked.result.count : 0;
        if (known === 0) weights.delete(this.#all());
        for (let epoch = known; epoch < epochs.length; epoch++) weights.put(epochs[epoch], [this.#name, epoch]);
        runs.put({ ...kept, id, count: epochs.length, version: VERSION }, this.#name);
      };
    });
  }

  /** @returns {Promise<(Kept & {weights: Uint8Array[]}) | null>} */
  async recall() {
    try {
      const [run, weights] = await inDatabase(STORES, (runs, all) => [runs.get(this.#name), all.getAll(this.#all())]);
      if (run.result === undefined) return null;
      const forgotten = remembered(FORGOTTEN, [String(run.result.id)], "") !== "";
      if (!forgotten && isWhole(run.result, weights.result)) {
        this.#id = run.result.id;
        return { ...run.result, weights: weights.result };
      }
      this.forget();
    } catch {
      // The visitor hears of it when there is something to keep.
    }
    return null;
  }

  forget() {
    // At once, for the page may be gone before the database is through.
    remember(FORGOTTEN, this.#id);
    this.#writer.next((runs, weights) => {
      runs.delete(this.#name);
      weights.delete(this.#all());
    });
  }
}

/**
 * What outlives a reload of a training run: its newest checkpoint and the weights of its epochs, in the browser's own
 * database. Storage may be full, blocked or absent: then nothing is kept, and the caller hears of it.
 */

/** @import { Lesson, Training } from "./types.js" */
/** @typedef {Pick<Training, "curve" | "epochs" | "progress">} Told what the panel showed at the checkpoint */
/** @typedef {{lesson: Lesson, told: Told, checkpoint: Uint8Array}} Kept */

const DATABASE = "loupe";
const RUNS = "runs";
const WEIGHTS = "weights";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(RUNS);
      asked.result.createObjectStore(WEIGHTS);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("the database is held by another page"));
  });
}

/** @template Result @param {IDBRequest<Result>} request @returns {Promise<Result>} */
function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Keeper {
  /** @param {string} name of the chapter: one run of each is kept */
  constructor(name) {
    this.#name = name;
    this.#all = () => IDBKeyRange.bound([name], [name, []]);
  }
  #name;
  #all;
  /** The epochs whose weights are here. @type {readonly Uint8Array[]} */
  #known = [];

  /**
   * Keeps where a run is; all of it or nothing.
   * @param {Kept} kept
   * @param {readonly Uint8Array[]} epochs the weights of all of them
   */
  async keep(kept, epochs) {
    const known = epochs[0] === this.#known[0] ? this.#known.length : 0;
    const all = [...epochs];
    await this.#write((runs, weights) => {
      if (known === 0) weights.delete(this.#all());
      for (let epoch = known; epoch < all.length; epoch++) weights.put(all[epoch], [this.#name, epoch]);
      runs.put(kept, this.#name);
    });
    this.#known = all;
  }

  /** @returns {Promise<(Kept & {weights: Uint8Array[]}) | null>} */
  async recall() {
    const database = await open();
    try {
      const transaction = database.transaction([RUNS, WEIGHTS]);
      const [kept, weights] = await Promise.all([
        result(transaction.objectStore(RUNS).get(this.#name)),
        result(transaction.objectStore(WEIGHTS).getAll(this.#all())),
      ]);
      this.#known = weights;
      return kept ? { ...kept, weights } : null;
    } finally {
      database.close();
    }
  }

  async forget() {
    await this.#write((runs, weights) => {
      runs.delete(this.#name);
      weights.delete(this.#all());
    });
  }

  /** @param {(runs: IDBObjectStore, weights: IDBObjectStore) => void} act */
  async #write(act) {
    const database = await open();
    try {
      const transaction = database.transaction([RUNS, WEIGHTS], "readwrite");
      act(transaction.objectStore(RUNS), transaction.objectStore(WEIGHTS));
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }
}

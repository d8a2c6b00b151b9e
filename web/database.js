/** The browser's own database, in which runs and collected samples outlive a reload. */

const DATABASE = "loupe";
const VERSION = 2;
/** Stores of version 1 first. */
const STORES = ["runs", "weights", "collections", "samples"];

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, VERSION);
    asked.onupgradeneeded = () => {
      for (const name of STORES) if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("the database is held by another page"));
  });
}

/**
 * Does something in one transaction: all of it or nothing.
 * @template Result
 * @param {[string, string]} names of two stores
 * @param {(one: IDBObjectStore, other: IDBObjectStore) => Result} act
 * @returns {Promise<Result>}
 */
export async function inDatabase(names, act) {
  const database = await open();
  try {
    const transaction = database.transaction(names, "readwrite");
    const result = act(transaction.objectStore(names[0]), transaction.objectStore(names[1]));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return result;
  } finally {
    database.close();
  }
}

/** Writes in the order of the calls; nobody waits for it, and who asked hears once that nothing can be kept. */
export class Writer {
  #turn = Promise.resolve();
  #refused = false;

  /** @param {[string, string]} names @param {(thrown: unknown) => void} refused */
  constructor(names, refused) {
    this.#names = names;
    this.#tell = refused;
  }
  #names;
  #tell;

  /** @param {(one: IDBObjectStore, other: IDBObjectStore) => void} act */
  next(act) {
    this.#turn = this.#turn.then(() => inDatabase(this.#names, act)).catch((thrown) => {
      if (!this.#refused) this.#tell(thrown);
      this.#refused = true;
    });
  }
}

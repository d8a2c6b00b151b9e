/** A visitor's own data in a chapter: the classes that were collected here, and the set of a file that was opened. */
import { Album } from "./album.js";
import { Collection, isEnough, total } from "./collection.js";
import { MAX_OWN_SAMPLES } from "./limits.js";
import { joined, packedSet, printOf } from "./packed.js";
import { asFault } from "./protocol.js";
import { Reading } from "./reading.js";

/** @import { Assets } from "./assets.js" */
/** @import { Chapter, Given, Opened, Own, OwnFile, SetName, Toast } from "./types.js" */
/** @typedef {{assets: Assets, build: string, sample: (photo: Blob) => Promise<Uint8Array>, classify: (samples: Uint8Array) => Promise<Float32Array>}} Setup */
/** @typedef {{own: (own: Own) => void, tell: (toast: Toast) => void, log: (line: string) => void, ready: (set: SetName, first: boolean) => void}} Owner ready: a set can be learned from, or has changed since */

/** Names in a sentence, of all that were left out. */
const NAMED = 3;

/** @returns {Own} */
export const nothingOwn = () => ({ classes: [], open: false, undoable: false, tested: null, reading: null, file: null });

export class Belongings {
  #collection = new Collection();
  /** @type {Own} */
  #state = nothingOwn();
  /** @type {Uint8Array | null} */
  #bytes = null;
  /** @type {Reading | null} */
  #reading = null;
  /** What the visitor did before the kept classes were there comes after them. */
  #recalled;

  /** @param {Chapter} chapter @param {Setup} setup @param {Owner} owner */
  constructor(chapter, setup, owner) {
    this.#chapter = chapter;
    this.#setup = setup;
    this.#owner = owner;
    this.#album = new Album(chapter, (thrown) => {
      owner.log(`storage: ${asFault(thrown).message}`);
      owner.tell({ key: "own.not-kept" });
    });
    this.#recalled = this.#recall();
  }
  #chapter;
  #setup;
  #owner;
  #album;

  async #recall() {
    const classes = await this.#album.recall();
    if (!classes) return;
    this.#collection.restore(classes);
    this.#change({});
  }

  /** What there is of a set, for a run. @param {SetName} name @returns {Given | null} */
  given(name) {
    const { classes, file } = this.#state;
    const bytes = this.#bytes;
    if (name === "file") return file && bytes && { title: file.title, print: printOf(bytes), classes: file.classes.length, bytes: () => bytes };
    if (total(classes) === 0) return null;
    const packed = packedSet(classes, this.#chapter.model.input);
    return { title: "", print: printOf(packed), classes: classes.length, bytes: () => packed };
  }

  /** The visitor opens or closes what is folded away; the first time, there are two classes to begin with. @param {{open: boolean, names: string[]}} fold */
  async fold({ open, names }) {
    await this.#recalled;
    if (open && this.#collection.classes.length === 0) {
      for (const name of names) this.#collection.grow(name);
      this.#collection.restore(this.#collection.classes);
    }
    this.#change({ open });
  }

  /** Does something to the classes, and keeps it. @param {(collection: Collection) => void} act */
  async alter(act) {
    await this.#recalled;
    const before = this.#collection.classes;
    act(this.#collection);
    const { classes } = this.#collection;
    if (classes === before) return;
    this.#change({ tested: null });
    this.#album.keep(classes);
    if (isEnough(classes)) this.#owner.ready("own", !isEnough(before));
  }

  /** Lets the network that answers name the collected samples. @param {number[]} answers for each class the network's own that has its name, or -1 */
  async test(answers) {
    const { classes } = this.#collection;
    const asked = classes.flatMap(({ samples }, index) => (answers[index] < 0 ? [] : samples.map(({ pixels }) => ({ pixels, answer: answers[index] }))));
    try {
      const all = await this.#setup.classify(joined(asked.map(({ pixels }) => pixels)));
      if (classes !== this.#collection.classes) return;
      const width = all.length / asked.length;
      const right = asked.filter(({ answer }, index) => {
        const probabilities = all.subarray(index * width, (index + 1) * width);
        return probabilities.indexOf(Math.max(...probabilities)) === answer;
      });
      this.#change({ tested: { right: right.length, count: asked.length } });
    } catch (thrown) {
      this.#owner.log(`own test: ${asFault(thrown).message}`); // The end of the engine has its own way to be told.
    }
  }

  /** Other weights answer now: what was tested says nothing of them. */
  doubt() {
    if (this.#state.tested) this.#change({ tested: null });
  }

  /** @param {number} index @param {Uint8Array} pixels @param {boolean} [step] */
  add(index, pixels, step = true) {
    return this.alter((collection) => {
      if (collection.add(index, pixels, step)) return;
      this.#owner.tell({ key: "own.full", values: { count: String(MAX_OWN_SAMPLES) } });
    });
  }

  /** Photos for one class, one after the other; undo takes all of them back. @param {number} index @param {{name: string, photo: Blob}[]} photos */
  async addPhotos(index, photos) {
    const { width, height, channels } = this.#chapter.model.input;
    const leftOut = [];
    let step = true;
    for (const { name, photo } of photos) {
      if (total(this.#collection.classes) >= MAX_OWN_SAMPLES) return this.#owner.tell({ key: "own.full", values: { count: String(MAX_OWN_SAMPLES) } });
      try {
        const pixels = await this.#setup.sample(photo);
        // Another chapter's network may answer meanwhile.
        if (pixels.length !== width * height * channels) throw { code: "picture.unreadable", message: "the chapter was left" };
        await this.add(index, pixels, step);
        step = false;
      } catch (thrown) {
        this.#owner.log(`${name}: ${asFault(thrown).message}`);
        leftOut.push(name);
      }
    }
    this.#tellLeftOut(leftOut);
  }

  /** Reads files, in place of those that were read before. @param {Opened[]} files @param {string} title */
  async open(files, title) {
    this.stop();
    const reading = new Reading({ ...this.#setup, chapter: this.#chapter, log: this.#owner.log });
    this.#reading = reading;
    this.#change({ reading: { title, share: 0 } });
    try {
      const { bytes, classes, samples, leftOut } = await reading.read(files, (share) => {
        if (this.#reading === reading) this.#change({ reading: { title, share } });
      });
      if (this.#reading !== reading) return;
      this.#bytes = bytes;
      /** @type {OwnFile} */
      const file = { title, classes, samples, leftOut };
      this.#change({ reading: null, file });
      this.#tellLeftOut(leftOut);
      this.#owner.ready("file", true);
    } catch (thrown) {
      if (this.#reading !== reading) return;
      const fault = asFault(thrown);
      this.#owner.log(`${title}: ${fault.code}: ${fault.message}`);
      this.#change({ reading: null });
      this.#owner.tell({ key: `opened.${fault.code}`, values: { name: title } });
    }
  }

  /** Stops reading; what was read before stays. */
  stop() {
    const reading = this.#reading;
    this.#reading = null;
    reading?.stop();
    if (this.#state.reading) this.#change({ reading: null });
  }

  /** @param {string[]} names */
  #tellLeftOut(names) {
    if (names.length === 0) return;
    const more = names.length > NAMED ? ", …" : "";
    this.#owner.tell({ key: "own.left-out", values: { count: String(names.length), names: names.slice(0, NAMED).join(", ") + more } });
  }

  /** @param {Partial<Own>} patch */
  #change(patch) {
    const { classes, undoable } = this.#collection;
    this.#state = { ...this.#state, ...patch, classes, undoable };
    this.#owner.own(this.#state);
  }
}

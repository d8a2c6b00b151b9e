/** Classes that the visitor names, and the samples collected for each: plain values, and every change gives new ones. */
import { MAX_CLASSES, MAX_CLASS_NAME, MAX_OWN_SAMPLES, MAX_STEPS_BACK, MIN_CLASSES, MIN_CLASS_SAMPLES } from "./limits.js";

/** @import { OwnClass, OwnSample } from "./types.js" */

let count = 0;
/** A name that no sample of another page has. */
const fresh = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${count++}`;

/** A name as it may be shown: no line breaks or other signs that are none, not too long, unlike the others. @param {string} name @param {string[]} others */
function clean(name, others) {
  const plain = Array.from(name.replace(/[\p{C}\s]+/gu, " ").trim()).slice(0, MAX_CLASS_NAME).join("").trim();
  let unlike = plain;
  for (let number = 2; others.includes(unlike); number++) unlike = `${plain} ${number}`;
  return unlike;
}

/** Whether something from the browser's storage is such classes. @param {any} value @param {number} size of a sample @returns {value is OwnClass[]} */
export function isCollection(value, size) {
  const isSample = (/** @type {any} */ sample) => typeof sample?.id === "string" && sample.pixels instanceof Uint8Array && sample.pixels.length === size;
  const isClass = (/** @type {any} */ one) => typeof one?.name === "string" && one.name !== "" && one.name === clean(one.name, []) && Array.isArray(one.samples) && one.samples.every(isSample);
  return Array.isArray(value) && value.length <= MAX_CLASSES && value.every(isClass) && new Set(value.map(({ name }) => name)).size === value.length;
}

/** How many samples there are. @param {OwnClass[]} classes */
export const total = (classes) => classes.reduce((sum, { samples }) => sum + samples.length, 0);

/** Whether they can be learned. @param {OwnClass[]} classes */
export const isEnough = (classes) => classes.length >= MIN_CLASSES && classes.every(({ samples }) => samples.length >= MIN_CLASS_SAMPLES);

export class Collection {
  /** @type {OwnClass[]} */
  classes = [];
  /** @type {OwnClass[][]} */
  #past = [];

  get undoable() {
    return this.#past.length > 0;
  }

  /** What was kept. @param {OwnClass[]} classes */
  restore(classes) {
    this.classes = classes;
    this.#past = [];
  }

  /** A class more, if there may be one. @param {string} name */
  grow(name) {
    if (this.classes.length < MAX_CLASSES) this.#go([...this.classes, { name: clean(name, this.#names()), samples: [] }]);
  }

  /** @param {number} index @param {string} name an empty one changes nothing */
  rename(index, name) {
    const chosen = clean(name, this.#names().toSpliced(index, 1));
    if (chosen !== "" && chosen !== this.classes[index].name) this.#put(index, { name: chosen });
  }

  /** @param {number} index */
  drop(index) {
    this.#go(this.classes.toSpliced(index, 1));
  }

  /** @param {number} index @param {Uint8Array} pixels @param {boolean} [step] whether undo takes back this one alone @returns {boolean} false when there is no room */
  add(index, pixels, step = true) {
    if (!this.classes[index] || total(this.classes) >= MAX_OWN_SAMPLES) return false;
    const samples = [...this.classes[index].samples, { id: fresh(), pixels }];
    this.#put(index, { samples }, step);
    return true;
  }

  /** @param {string} id @param {number} to */
  move(id, to) {
    const sample = this.#sample(id);
    if (!sample || !this.classes[to] || this.classes[to].samples.includes(sample)) return;
    const without = this.#without(sample);
    this.#go(without.with(to, { ...without[to], samples: [...without[to].samples, sample] }));
  }

  /** @param {string} id */
  remove(id) {
    const sample = this.#sample(id);
    if (sample) this.#go(this.#without(sample));
  }

  undo() {
    this.classes = this.#past.pop() ?? this.classes;
  }

  #names() {
    return this.classes.map(({ name }) => name);
  }

  /** @param {string} id @returns {OwnSample | undefined} */
  #sample(id) {
    return this.classes.flatMap(({ samples }) => samples).find((sample) => sample.id === id);
  }

  /** @param {OwnSample} sample */
  #without(sample) {
    return this.classes.map((one) => ({ ...one, samples: one.samples.filter((other) => other !== sample) }));
  }

  /** @param {number} index @param {Partial<OwnClass>} patch @param {boolean} [step] */
  #put(index, patch, step) {
    this.#go(this.classes.with(index, { ...this.classes[index], ...patch }), step);
  }

  /** @param {OwnClass[]} classes @param {boolean} [step] */
  #go(classes, step = true) {
    if (step) this.#past.push(this.classes);
    if (this.#past.length > MAX_STEPS_BACK) this.#past.shift();
    this.classes = classes;
  }
}

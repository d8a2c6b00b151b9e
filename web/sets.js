/** What a network can learn from in the page. A set without a file is drawn by the engine, or the visitor's own. */
import { MIN_CLASS_SAMPLES } from "./limits.js";

/** @import { Chapter, Lesson, Own, OwnClass, SetChoice, SetName } from "./types.js" */

/** @type {Record<SetName, {file: string | null, shares: number[], few: number, classes: number, noisy?: boolean, visitors?: boolean}>} */
export const SETS = {
  digits: { file: "data/digits.idx.gz", shares: [500, 1_000, 2_000, 5_000, 9_000], few: 5_000, classes: 10 },
  shapes: { file: null, shares: [500, 1_000, 2_000, 4_000, 8_000], few: 4_000, classes: 8, noisy: true },
  own: { file: null, shares: [], few: 0, classes: 0, visitors: true },
  file: { file: null, shares: [], few: 0, classes: 0, visitors: true },
};

const SHARES = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];
/** Shares offered beside all of a set, and the largest that is proposed. */
const OFFERED = 4;
const FEW = 5_000;
/** So few samples are learned best by a network that can see already, and a few at a time. */
const VERY_FEW = 500;
const FOR_VERY_FEW = { start: /** @type {const} */ ("shipped"), epochs: 20, batch: 8 };
/** What suited those was proposed, not chosen: it goes when the visitor turns to another set. */
const FOR_MANY = { start: /** @type {const} */ ("scratch"), epochs: 5, batch: 32 };
const wasProposed = (/** @type {Lesson} */ { data, start, epochs, batch }) =>
  Boolean(SETS[data].visitors) && start === FOR_VERY_FEW.start && epochs === FOR_VERY_FEW.epochs && batch === FOR_VERY_FEW.batch;

/** A visitor's set, to be chosen. @param {SetName} name @param {string} title @param {number} samples @param {number} classes @returns {SetChoice} */
function visitors(name, title, samples, classes) {
  const shares = [...SHARES.filter((share) => share < samples).slice(-OFFERED), samples];
  return { name, title, shares, proposal: { samples: Math.min(samples, FEW), ...(samples < VERY_FEW ? FOR_VERY_FEW : {}) }, classes };
}

/** All that a chapter can learn from now, the visitor's own with it, and what a lesson is on already. @param {Chapter} chapter @param {Own} own @param {Lesson} lesson @returns {SetChoice[]} */
export function choices({ sets }, { classes, file }, lesson) {
  /** @type {SetChoice[]} */
  const all = sets.map((name) => ({ name, ...SETS[name], proposal: { samples: SETS[name].few, ...(wasProposed(lesson) ? FOR_MANY : {}) } }));
  if (classes.some(({ samples }) => samples.length > 0)) all.push(visitors("own", "", learned(classes), classes.length));
  if (file) all.push(visitors("file", file.title, file.samples, file.classes.length));
  if (all.every(({ name }) => name !== lesson.data)) {
    all.push(visitors(lesson.data, lesson.from?.title ?? "", lesson.samples, lesson.from?.classes ?? 0));
  }
  return all;
}

/** How many classes a lesson is on. @param {Lesson} lesson */
export const classesOf = ({ data, from }) => from?.classes ?? SETS[data].classes;

/** How many collected samples are learned from: of each class a tenth, rounded up, judges. @param {OwnClass[]} classes */
export function learned(classes) {
  const counts = classes.map(({ samples }) => samples.length);
  return counts.reduce((sum, count) => sum + count - (count < MIN_CLASS_SAMPLES ? 0 : Math.ceil(count / 10)), 0);
}

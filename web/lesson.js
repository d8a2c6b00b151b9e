/** @import { Lesson, Training } from "./types.js" */

/** The course's recipe. @type {Lesson} */
const RECIPE = { scratch: true, samples: 5_000, epochs: 5, batch: 32, learning_rate: 1e-3, augmentation: 0, seed: 1 };

/** The state before any training. @returns {Training} */
export function untrained(lesson = RECIPE) {
  return { phase: "idle", lesson, received: 0, backend: null, progress: null, curve: [], epochs: [], judged: null, unseen: null, shown: null };
}

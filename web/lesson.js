import { SETS } from "./sets.js";

/** @import { TrainEvent } from "./protocol.js" */
/** @import { Former, Lesson, Progress, SetName, Training } from "./types.js" */

/** The course's recipe. @type {Lesson} */
const RECIPE = {
  data: "digits",
  noise: 0,
  start: "scratch",
  samples: 5_000,
  epochs: 5,
  batch: 32,
  optimizer: "adam",
  learning_rate: 1e-3,
  dropout: null,
  augmentation: 0,
  target: 0,
  patience: 0,
  extended: 0,
  seed: 1,
};

/** The recipe for a set. @param {SetName} data @returns {Lesson} */
export function recipeFor(data) {
  return { ...RECIPE, data, samples: SETS[data].few };
}

/** The state before any training. @param {Lesson} lesson @param {Former | null} [former] the run before @returns {Training} */
export function untrained(lesson, former = null) {
  return { phase: "idle", lesson, chosen: lesson, received: 0, backend: null, workers: 1, pace: null, measuring: false, progress: null, curve: [], epochs: [], judged: null, unseen: null, shown: null, gradients: null, former };
}

/** What the next run is compared with: this one, if it came to the end of an epoch. @param {Training} training @returns {Former | null} */
export function formerOf({ lesson, curve, epochs, judged, former }) {
  if (epochs.length === 0) return former;
  return { lesson, curve, epochs, judged: judged?.epoch === epochs.length ? judged : null };
}

/**
 * What an event changes in the state of a run.
 * @param {Training} training
 * @param {TrainEvent} event
 * @param {Progress | null} before where the run was when the engine was asked
 * @param {number} elapsed milliseconds since then
 * @returns {Partial<Training>}
 */
export function told({ curve, epochs }, event, before, elapsed) {
  if (event.event === "epoch") return { epochs: [...epochs, event] };
  if (event.event !== "step") return {};
  const { epoch, step, steps, loss, accuracy } = event;
  const done = step - (before?.epoch === epoch ? before.step : 0);
  const progress = { epoch, step, steps, loss, accuracy, pace: elapsed / Math.max(1, done) };
  return { progress, curve: [...curve, { at: epoch - 1 + step / steps, loss, accuracy }] };
}

/** How the dictionaries call a moment of a run: the start, after an epoch, or now. @param {number | null} epoch */
export function momentOf(epoch) {
  if (epoch === null) return "now";
  return epoch === 0 ? "start" : "epoch";
}

/** Whether a run has come to its end: all epochs, the accuracy that was asked for, or no progress any more. @param {Training} training */
export function isDone({ epochs, lesson }) {
  const last = epochs.at(-1);
  if (!last) return false;
  // Whoever lets a run go on has seen what came before.
  const since = epochs.filter(({ epoch }) => epoch > lesson.extended);
  const best = since.reduce((lowest, epoch) => (epoch.val_loss < lowest.val_loss ? epoch : lowest), since[0]);
  const reached = lesson.target > 0 && since.length > 0 && last.val_accuracy >= lesson.target;
  const stuck = lesson.patience > 0 && since.length > 0 && last.epoch - best.epoch >= lesson.patience;
  return last.epoch >= lesson.epochs || reached || stuck;
}

/** Whether a new run can be chosen now. @param {Training} training */
export const isOpen = ({ phase }) => phase === "idle" || phase === "finished" || phase === "failed";

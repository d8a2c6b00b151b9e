/** What comes back from the browser's storage: taken only where it makes sense. */
import { MAX_EPOCHS } from "./limits.js";
import { SETS } from "./sets.js";
import { CHOICES } from "./settings.js";

/** @import { Former, Lesson, Training } from "./types.js" */
/** @typedef {Pick<Training, "curve" | "epochs" | "progress" | "former">} Told what the panel showed at a checkpoint */

/** @param {any} value @param {number} low @param {number} high */
const between = (value, low, high) => typeof value === "number" && value >= low && value <= high;
/** @param {any} value @param {string[]} names */
const areNumbers = (value, names) => names.every((name) => Number.isFinite(value?.[name]));

/** @param {any} value @returns {value is Lesson} */
export function isLesson(value) {
  const { from = { title: "", print: "", classes: 0 } } = value ?? {};
  return (
    Object.hasOwn(SETS, value?.data) &&
    typeof from?.title === "string" &&
    typeof from.print === "string" &&
    Number.isFinite(from.classes) &&
    CHOICES.start.includes(value.start) &&
    CHOICES.optimizer.includes(value.optimizer) &&
    (value.dropout === null || (between(value.dropout, 0, 1) && value.dropout < 1)) &&
    ["noise", "augmentation", "target"].every((name) => between(value[name], 0, 1)) &&
    ["samples", "batch", "epochs"].every((name) => Number.isInteger(value[name]) && value[name] >= 1) &&
    ["patience", "seed", "extended"].every((name) => Number.isInteger(value[name]) && value[name] >= 0) &&
    Number.isFinite(value.learning_rate) &&
    value.learning_rate > 0 &&
    value.epochs <= MAX_EPOCHS
  );
}

/** @param {any} run */
function isCurve({ curve, epochs }) {
  return (
    Array.isArray(curve) &&
    Array.isArray(epochs) &&
    curve.every((point) => areNumbers(point, ["at", "loss", "accuracy"])) &&
    epochs.every((row) => areNumbers(row, ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"]))
  );
}

/** @param {any} value */
function isJudged(value) {
  const { labels, guesses, print } = value ?? {};
  return labels instanceof Uint8Array && guesses instanceof Uint8Array && labels.length === guesses.length && typeof print === "string";
}

/** A run to compare with, or none. @param {any} value @returns {value is Former | null} */
function isFormer(value) {
  return value === null || (isLesson(value?.lesson) && isCurve(value) && (value.judged === null || isJudged(value.judged)));
}

/** @param {any} value @returns {value is Told} */
export function isTold(value) {
  const progress = value?.progress;
  return Boolean(value) && isCurve(value) && isFormer(value.former) && (progress === null || areNumbers(progress, ["epoch", "step", "steps", "loss", "accuracy", "pace"]));
}

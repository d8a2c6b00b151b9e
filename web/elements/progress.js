/** Where a training run is, in words. */
import { momentOf } from "../lesson.js";
import { classesOf } from "../sets.js";
import { said } from "../settings.js";
import { computing } from "./estimate.js";

/** @import { Words } from "../i18n.js" */
/** @import { Training } from "../types.js" */

const BAR = 20;

/** What the visitor should know now. @param {Training} training @param {Words} words */
export function note({ phase, received, lesson, epochs, backend, workers, progress, shown, judged }, words) {
  const last = epochs.at(-1);
  const classes = classesOf(lesson);
  const seconds = progress && (progress.pace * progress.steps) / 1000;
  const values = {
    chance: words.number(100 / classes, 1),
    share: words.number(received * 100),
    epoch: words.number(epochs.length),
    epochs: words.number(lesson.epochs),
    samples: words.number(lesson.samples),
    data: said("data", lesson.data, words),
    count: words.number(judged?.scores.n ?? 0),
    accuracy: last ? words.number(last.val_accuracy * 100, 1) : "–",
    seconds: seconds ? words.number(Math.max(1, seconds)) : "…",
    power: backend ? computing({ backend, workers }, words) : "",
  };
  const nothing = phase === "finished" && last && last.val_accuracy < 2 / classes;
  const counted = phase === "finished" && judged?.epoch === epochs.length;
  const stage = phase === "preparing" && received >= 1 ? "opening" : nothing ? "nothing" : phase === "failed" && !last ? "unlearned" : counted ? "counted" : phase;
  const sentence = words.text(`train.note.${stage}`, values);
  if (phase !== "running" && phase !== "paused" && phase !== "finished") return sentence;
  return `${sentence} ${words.text(`train.answers.${momentOf(shown)}`, { epoch: words.number(shown ?? 0) })}`;
}

/** Where the run is, as Keras prints it. @param {Training} training */
export function kerasLine({ progress, epochs, lesson }) {
  if (!progress) return "";
  const { epoch, step, steps, loss, accuracy, pace } = progress;
  const done = Math.round((step / steps) * BAR);
  const bar = "━".repeat(done) + "─".repeat(BAR - done);
  const left = Math.round((pace * (steps - step)) / 1000);
  const checked = epochs.at(-1)?.epoch === epoch ? epochs.at(-1) : undefined;
  const parts = [`${step}/${steps} ${bar} ${left}s ${pace.toFixed(0)}ms/step`, `accuracy: ${accuracy.toFixed(4)}`, `loss: ${loss.toFixed(4)}`];
  if (checked) parts.push(`val_accuracy: ${checked.val_accuracy.toFixed(4)}`, `val_loss: ${checked.val_loss.toFixed(4)}`);
  return `Epoch ${epoch}/${lesson.epochs}\n${parts.join(" - ")}`;
}

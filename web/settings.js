/** What of a lesson can be chosen in the page, and how each choice is said: in the form, on a card, beside another run. */

/** @import { Lesson, Training } from "./types.js" */
/** @import { Words } from "./i18n.js" */

export const CHOICES = {
  start: ["scratch", "shipped", "last"],
  batch: [8, 16, 32, 64, 128],
  optimizer: ["adam", "momentum"],
  learning_rate: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.1, 1],
  dropout: ["own", 0, 0.1, 0.2, 0.3, 0.5],
  augmentation: [0, 0.3, 0.8],
  noise: [0, 0.4, 0.8],
  target: [0, 0.9, 0.95, 0.97, 0.98, 0.99],
  patience: [0, 1, 2, 3, 5, 10],
};

/** @type {Record<string, (value: any, words: Words) => string>} */
const SAID = {
  data: (name, words) => words.text(`train.data.${name}`),
  start: (start, words) => words.text(`train.${start}`),
  samples: (count, words) => words.number(count),
  optimizer: (name, words) => words.text(`train.optimizer.${name}`),
  learning_rate: (rate, words) => words.number(rate, Math.max(0, Math.ceil(-Math.log10(rate)))),
  dropout: (rate, words) => (rate === "own" ? words.text("train.dropout.own") : words.number(rate, 1)),
  augmentation: (strength, words) => words.text(`train.augmentation.${CHOICES.augmentation.indexOf(strength)}`),
  noise: (noise, words) => words.text(`train.noise.${CHOICES.noise.indexOf(noise)}`),
  target: (share, words) => (share ? words.text("unit.percent", { value: words.number(share * 100) }) : words.text("train.never")),
  patience: (epochs, words) => (epochs ? words.number(epochs) : words.text("train.never")),
};

/** How a choice of a setting is said. @param {string} name @param {any} value @param {Words} words */
export const said = (name, value, words) => (SAID[name] ?? String)(value, words);

/** The settings of a lesson under the names of the form's fields, with the values that they have there. @param {Lesson} lesson @returns {Record<string, string | number>} */
export function fieldsOf({ dropout, from: _, extended: __, ...others }) {
  return { ...others, dropout: dropout ?? "own" };
}

/** Which learning rates a run had, one after the other. @param {Pick<Training, "lesson" | "epochs">} run @param {Words} words */
function ratesOf({ lesson, epochs }, words) {
  // The engine's are 32-bit numbers.
  const had = epochs.map(({ learning_rate }) => Number(learning_rate.toPrecision(6)));
  const rates = [...had, lesson.learning_rate].filter((rate, index, all) => rate !== all[index - 1]);
  return rates.map((rate) => said("learning_rate", rate, words)).join(" → ");
}

/** The settings of a run in the words of the panel that they were chosen in. @param {Pick<Training, "lesson" | "epochs">} run @param {Words} words @returns {{name: string, label: string, value: string}[]} */
export function settingsOf(run, words) {
  const { title = "" } = run.lesson.from ?? {};
  const values = /** @type {Record<string, string>} */ ({ learning_rate: ratesOf(run, words), data: [said("data", run.lesson.data, words), title].filter(Boolean).join(" · ") });
  return Object.entries(fieldsOf(run.lesson)).map(([name, value]) => ({ name, label: words.text(`train.${name}`), value: values[name] ?? said(name, value, words) }));
}

/** The card of a network that the visitor trained: what it is, what it learned from, how good it is. As Markdown. */
import { momentOf } from "./lesson.js";
import { settingsOf } from "./settings.js";

/** @import { State } from "./types.js" */
/** @import { Words } from "./i18n.js" */

const DECIMALS = 4;

/** A table's rows; cells cannot end a row or a column. @param {(string | number)[][]} rows the first is its head */
function table(rows) {
  const line = (/** @type {(string | number)[]} */ cells) => `| ${cells.map((cell) => String(cell).replace(/[|\n]/g, " ")).join(" | ")} |`;
  const [head, ...body] = rows;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}

/** @param {State} state */
export function modelCard({ model, training, words }) {
  const { phase, lesson, epochs, shown, judged } = training;
  const moment = words.text(`train.show.${momentOf(shown)}`, { epoch: words.number(shown ?? 0) });
  const number = (/** @type {number} */ value) => words.number(value, DECIMALS);
  const percent = (/** @type {number} */ share) => words.text("unit.percent", { value: words.number(share * 100, 1) });
  const scores = epochs.map(({ epoch, loss, accuracy, val_loss, val_accuracy }) => [epoch, ...[loss, accuracy, val_loss, val_accuracy].map(number)]);
  // While it learns, the file may already hold other weights than those that were judged.
  const classes = phase === "running" ? [] : (judged?.scores.per_class ?? []);
  return [
    `# ${model.name.replace(/\s+/g, " ")}`,
    words.text("card.lead", { count: words.number(model.parameters), moment }),
    `## ${words.text("zone.network")}`,
    table([["layer", "output", "parameters"], ...model.layers.map(({ kind, name, shape, parameters }) => [`${name} (${kind})`, shape.join(" × "), words.number(parameters)])]),
    `## ${words.text("card.data")}`,
    words.text(`card.data.${lesson.data}`, { samples: words.number(lesson.samples) }),
    `## ${words.text("card.settings")}`,
    table([[words.text("card.setting"), words.text("card.value")], ...settingsOf(training, words).map(({ label, value }) => [label, value])]),
    `## ${words.text("results.title")}`,
    table([["epoch", "loss", "accuracy", "val_loss", "val_accuracy"], ...scores]),
    ...(classes.length > 0 ? [table([["", "n", words.text("results.recognised")], ...classes.map(({ label, n, accuracy }) => [label, n, percent(accuracy)])])] : []),
    words.text("card.validation"),
    "",
  ].join("\n\n");
}

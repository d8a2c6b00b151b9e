// What comes back from the browser's storage is taken only where it makes sense; and when a run is over.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formerOf, isDone, recipeFor, untrained } from "../../web/lesson.js";
import { isLesson, isTold } from "../../web/stored.js";

const row = (epoch, val_loss, val_accuracy) => ({ epoch, loss: 1, accuracy: 0.5, val_loss, val_accuracy, learning_rate: 0.001 });
const judged = { labels: Uint8Array.of(0, 1), guesses: Uint8Array.of(0, 0), print: "2-a", scores: {} };
const told = (patch = {}) => ({ curve: [{ at: 0.5, loss: 1, accuracy: 0.5 }], epochs: [row(1, 1, 0.5)], progress: null, former: null, ...patch });

test("a lesson is taken as it is written, and not with one number out of range", () => {
  const lesson = recipeFor("digits");
  assert.ok(isLesson(lesson));
  assert.ok(isLesson({ ...lesson, dropout: 0.3, start: "last" }));
  const wrong = { data: "toString", start: "both", samples: 0, epochs: 101, batch: 1.5, optimizer: "sgd", learning_rate: 0, dropout: "0.3", augmentation: 7, noise: -1, target: NaN, patience: -1, seed: Infinity, extended: null };
  for (const [name, value] of Object.entries(wrong)) assert.ok(!isLesson({ ...lesson, [name]: value }), name);
  for (const value of [null, 7, [], undefined]) assert.ok(!isLesson(value));
});

test("what the panel showed is taken whole or not at all", () => {
  const former = { lesson: recipeFor("shapes"), curve: [], epochs: [row(1, 1, 0.5)], judged };
  for (const good of [told(), told({ former }), told({ former: { ...former, judged: null } })]) assert.ok(isTold(good));
  const wrong = [null, told({ curve: [null] }), told({ epochs: [{}] }), told({ progress: {} }), told({ former: {} }), told({ former: { ...former, epochs: [null] } }), told({ former: { ...former, judged: { ...judged, guesses: [] } } })];
  for (const [index, one] of wrong.entries()) assert.ok(!isTold(one), `${index}`);
});

test("a run is over after its epochs, at its target, or without progress; and not for what was before it was let go on", () => {
  const run = (lesson, ...epochs) => ({ ...untrained({ ...recipeFor("digits"), ...lesson }), epochs });
  assert.ok(!isDone(run({ epochs: 2 })));
  assert.ok(!isDone(run({ epochs: 2 }, row(1, 1, 0.5))));
  assert.ok(isDone(run({ epochs: 1 }, row(1, 1, 0.5))));
  assert.ok(isDone(run({ epochs: 9, target: 0.9 }, row(1, 1, 0.95))));
  assert.ok(!isDone(run({ epochs: 9, target: 0.9, extended: 1 }, row(1, 1, 0.95))));
  assert.ok(isDone(run({ epochs: 9, target: 0.9, extended: 1 }, row(1, 1, 0.95), row(2, 1, 0.95))));
  const stuck = [row(1, 1, 0.5), row(2, 2, 0.5), row(3, 2, 0.5)];
  assert.ok(isDone(run({ epochs: 9, patience: 2 }, ...stuck)));
  assert.ok(!isDone(run({ epochs: 9, patience: 2, extended: 3 }, ...stuck, row(4, 2, 0.5), row(5, 3, 0.5))));
  assert.ok(isDone(run({ epochs: 9, patience: 2, extended: 3 }, ...stuck, row(4, 2, 0.5), row(5, 3, 0.5), row(6, 3, 0.5))));
});

test("the run before is the newest that came to the end of an epoch", () => {
  const first = { ...untrained(recipeFor("digits")), epochs: [row(1, 1, 0.5)], judged: { ...judged, epoch: 1 } };
  const former = formerOf(first);
  assert.deepEqual(former.epochs, first.epochs);
  assert.equal(former.judged.print, "2-a");
  assert.equal(formerOf({ ...untrained(recipeFor("digits"), former) }), former, "one that was broken off at once is none");
  assert.equal(formerOf({ ...first, judged: { ...judged, epoch: 0 } }).judged, null, "judged at another moment");
});

test("in French no line breaks before a sign", () => {
  const french = readFileSync(new URL("../../web/i18n/fr.json", import.meta.url), "utf8");
  assert.deepEqual(french.match(/[^\s"] [;:?!%»].{0,20}/g) ?? [], []);
});

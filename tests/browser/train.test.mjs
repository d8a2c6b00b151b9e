// Trains in the page, on real digits, and does all that a class would do to it meanwhile.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { drawDigit } from "./hand.mjs";
import { answersOn, button, choose, isQuiet, probabilities, reads, text, visit } from "./support.mjs";
import { epochs, forget, is, line, rows, set, step } from "./trainer.mjs";

test("a network learns from random numbers, and what it knows answers", async (t) => {
  const { page } = await visit(t);
  await reads(page, 5);
  await set(page, { samples: 2000, epochs: 3 });
  await button(page, "train.train").click();
  const done = await epochs(page, 3);
  await is(page, "finished");
  assert.deepEqual(done.map(([epoch]) => epoch), [1, 2, 3]);
  assert.ok(done[0][1] > done[2][1], `the loss did not fall: ${done}`);
  assert.ok(done[2][4] > 0.9, `validation accuracy ${done[2][4]}`);
  assert.match(await line(page), /^Epoch 3\/3\n63\/63 ━{20} 0s \d+ms\/step - accuracy: 0\.\d{4} - loss: \d\.\d{4} - val_accuracy: 0\.\d{4} - val_loss: \d\.\d{4}$/);
  await isQuiet(page);
  for (const digit of [0, 1, 3]) {
    await drawDigit(page, digit);
    await reads(page, digit);
  }
});

test("the same choices give the same run, and another seed another one", async (t) => {
  const losses = [];
  for (const seed of [4, 4, 5]) {
    const { page } = await visit(t);
    await set(page, { samples: 500, epochs: 1, seed, power: 1 });
    await button(page, "train.train").click();
    await is(page, "finished");
    losses.push(`${(await rows(page))[0]}`);
  }
  assert.equal(losses[0], losses[1]);
  assert.notEqual(losses[0], losses[2]);
});

test("drawing is answered while it learns, and pause, step, go on and reset do what they say", async (t) => {
  const { page } = await visit(t);
  await set(page, { epochs: 100 });
  await button(page, "train.train").click();
  await is(page, "running");
  await epochs(page, 1);
  await drawDigit(page, 1);
  await reads(page, 1);
  await button(page, "train.pause").click();
  await is(page, "paused");
  // At once, while the slice that was on its way has not ended: one step more, and no others.
  await button(page, "train.step").click();
  await is(page, "paused");
  let before = -1;
  for (let now = await step(page); now !== before; now = await step(page)) {
    before = now;
    await page.waitForTimeout(500);
  }
  await button(page, "train.step").click();
  await page.waitForFunction((was) => !document.querySelector(".train-line").textContent.includes(was), `${before}/157 `);
  await is(page, "paused");
  await page.waitForTimeout(500);
  assert.equal(await step(page), before + 1);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), text("train.step"));
  await button(page, "train.resume").click();
  await is(page, "running");
  await forget(page);
  await is(page, "idle");
  await page.getByText(text("drawing.card", "en", { count: "130,394", accuracy: "99.23", samples: "10,000" })).waitFor();
  assert.equal(await page.locator(".train-results").isVisible(), false);
});

test("it stops by itself: at an accuracy, or when it learns no more", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 2000, epochs: 50, target: 0.9 });
  await button(page, "train.train").click();
  await is(page, "finished");
  const reached = await rows(page);
  assert.ok(reached.length < 50 && reached.at(-1)[4] >= 0.9, `${reached.at(-1)}`);
  assert.ok(reached.slice(0, -1).every((row) => row[4] < 0.9));
  await set(page, { samples: 500, epochs: 100, target: 0, patience: 1, learning_rate: 0.01 });
  await button(page, "train.train").click();
  await is(page, "running");
  await is(page, "finished");
  const stuck = await rows(page);
  assert.ok(stuck.length < 100 && stuck.at(-1)[3] >= stuck.at(-2)[3], `${stuck.slice(-2)}`);
});

test("the slider goes back through the epochs, and forth", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 500, epochs: 2 });
  await button(page, "train.train").click();
  await is(page, "finished");
  const newest = `${await probabilities(page)}`;
  const slider = page.getByLabel(text("train.show"));
  await slider.fill("0");
  await page.locator(".train-slider", { hasText: text("train.show.start") }).waitFor();
  await page.waitForFunction((was) => [...document.querySelectorAll("loupe-answer .bar-number")].map((bar) => Number(bar.textContent)).join() !== was, newest);
  const first = await probabilities(page);
  assert.ok(Math.max(...first) < 0.5, `random numbers are sure of something: ${first}`);
  await slider.fill("2");
  await page.locator(".train-slider", { hasText: text("train.show.epoch", "en", { epoch: "2" }) }).waitFor();
  await page.waitForFunction((was) => [...document.querySelectorAll("loupe-answer .bar-number")].map((bar) => Number(bar.textContent)).join() === was, newest);
});

test("the results count every unseen digit, show it, and send it to the input", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  await page.locator("loupe-results .specimen").first().waitFor();
  const accuracy = (await rows(page))[0][4];
  const matrix = await page.locator(".confusion tbody tr").evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("td:not(.share)")].map((cell) => Number(cell.textContent) || 0)));
  assert.equal(matrix.flat().reduce((sum, count) => sum + count), 1000);
  assert.equal(matrix.reduce((sum, row, label) => sum + row[label], 0), Math.round(accuracy * 1000));
  // The commonest mistake: its pictures are as many as the number says, and are answered so.
  const [truth, guess, count] = matrix.flatMap((row, label) => row.map((number, other) => (label === other ? [0, 0, 0] : [label, other, number])))
    .reduce((most, one) => (one[2] > most[2] ? one : most));
  await button(page, "results.cell", "en", { truth, guess, count }).click();
  const specimens = page.locator(".specimen");
  assert.equal(await specimens.count(), Math.min(count, 24));
  await specimens.first().click();
  await page.waitForFunction((expected) => {
    const numbers = [...document.querySelectorAll("loupe-answer .bar-number")].map((bar) => Number(bar.textContent));
    return numbers.indexOf(Math.max(...numbers)) === expected;
  }, guess);
  // Back at the start, the network is as good as chance, and the matrix says so.
  await page.getByLabel(text("train.show")).fill("0");
  await page.waitForFunction((was) => document.querySelector(".results .note").textContent !== was, await page.locator(".results .note").first().textContent());
  assert.ok(Number(/: (\d+) of/.exec(await page.locator(".results .note").first().textContent())[1]) < 400);
});

test("the table and the weights can be saved, and the weights are a model", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  const save = async (key) => {
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, key).click()]);
    return readFileSync(await download.path());
  };
  const [head, row] = (await save("train.csv")).toString().split("\r\n");
  assert.equal(head, "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate");
  assert.equal(row.split(",").length, 6);
  const weights = await save("train.weights");
  const header = JSON.parse(weights.subarray(8, 8 + Number(weights.readBigUInt64LE(0))).toString());
  const { __metadata__: metadata, ...tensors } = header;
  const count = Object.values(tensors).reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side), 0);
  assert.equal(count, 130_394);
  assert.equal(JSON.parse(metadata.loupe).spec.name, "digits");
});

test("WebGPU trains too", async (t) => {
  const { page } = await visit(t, { gpu: true });
  await choose(page, "gpu");
  await answersOn(page, "gpu");
  await set(page, { samples: 500, epochs: 1, batch: 8 });
  await button(page, "train.train").click();
  await page.getByText("Learning from 500 pictures with the GPU").waitFor();
  // A software GPU is slow: that it learns is tested with the crate, here that it moves and stops.
  await page.waitForFunction(() => Number(/(\d+)\/63 /.exec(document.querySelector(".train-line").textContent)?.[1]) >= 5);
  await button(page, "train.pause").click();
  await is(page, "paused");
  assert.ok((await probabilities(page)).every(Number.isFinite));
  assert.match(await line(page), /loss: \d\.\d{4}$/);
});

// Several workers train one network: they come to what one comes to, may die, and leave nothing behind. And how long it
// takes is known before it starts.
import assert from "node:assert/strict";
import { cpus } from "node:os";
import { test } from "node:test";
import { button, text, visit } from "./support.mjs";
import { epochs, forget, is, kill, rows, set } from "./trainer.mjs";

const skip = cpus().length < 2 && "SKIPPED: this computer has one core";
/** The engine that answers, and the workers of the training. */
const workers = (page, count) => waitFor(page, () => page.workers().length === count + 1, `${count} workers`);

async function waitFor(page, isSo, what) {
  for (let tries = 0; tries < 300; tries++) {
    if (isSo()) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`${what} never came: ${page.workers().length} workers in all`);
}

/** The rows of a run with so many workers that nothing happens to. */
async function undisturbed(page, power, fields) {
  await set(page, { ...fields, power });
  await button(page, "train.train").click();
  const table = await epochs(page, fields.epochs);
  await is(page, "finished");
  return table;
}

test("two workers come to what one comes to", { skip }, async (t) => {
  const { page } = await visit(t);
  const fields = { samples: 1000, epochs: 2, augmentation: 0.3 };
  const alone = await undisturbed(page, 1, fields);
  await workers(page, 1);
  await forget(page);
  const shared = await undisturbed(page, 2, fields);
  await workers(page, 2);
  for (const [index, row] of alone.entries()) {
    for (const [column, value] of row.entries()) assert.ok(Math.abs(value - shared[index][column]) < 0.01, `${alone} | ${shared}`);
  }
});

test("a follower that dies or hangs costs a step at most, and changes no number", { skip }, async (t) => {
  const { page } = await visit(t, { expected: [/killed by the test/] });
  const fields = { samples: 1000, epochs: 4 };
  const expected = await undisturbed(page, 2, fields);
  await forget(page);
  await button(page, "train.train").click();
  await epochs(page, 1);
  await workers(page, 2);
  const [, , first] = page.workers();
  await kill(page);
  await waitFor(page, () => page.workers().length === 3 && page.workers()[2] !== first, "another follower");
  await epochs(page, 2);
  page.workers()[2].evaluate(() => { for (;;); }).catch(() => {});
  const after = await epochs(page, 4);
  await is(page, "finished");
  assert.deepEqual(after, expected);
  assert.equal(await page.getByText(text("training.restarted").slice(0, 25)).count(), 0, "the whole run was restarted");
});

test("a lead that dies costs no epoch, and its crew comes again", { skip }, async (t) => {
  const { page } = await visit(t, { expected: [/killed by the test/] });
  await set(page, { samples: 1000, epochs: 4, power: 2 });
  await button(page, "train.train").click();
  const before = await epochs(page, 1);
  await workers(page, 2);
  await kill(page, 1);
  await page.getByText(text("training.restarted", "en", { epoch: "1" })).waitFor();
  const after = await epochs(page, 4);
  await is(page, "finished");
  assert.deepEqual(after[0], before[0]);
  await workers(page, 2);
});

test("the crew grows and shrinks while it learns, and a reset leaves nobody behind", { skip }, async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 5000, epochs: 20, power: 1 });
  await button(page, "train.train").click();
  await is(page, "running");
  await workers(page, 1);
  await set(page, { power: 2 });
  await workers(page, 2);
  await page.getByText(text("train.power.cores", "en", { count: "2" }) + ", about").waitFor();
  await button(page, "train.pause").click();
  await is(page, "paused");
  await button(page, "train.resume").click();
  await is(page, "running");
  await set(page, { power: 1 });
  await workers(page, 1);
  await set(page, { power: 2 });
  await workers(page, 2);
  await forget(page);
  await workers(page, 0);
  await is(page, "idle");
  // Also one that is only being tried out.
  await set(page, { batch: 8 });
  await page.getByText(text("train.measuring")).waitFor();
  await button(page, "train.train").click();
  await is(page, "preparing");
  await forget(page);
  await page.waitForTimeout(1000);
  await workers(page, 0);
});

test("how long it takes is said before the first step, and remembered", async (t) => {
  const { page } = await visit(t);
  const estimate = page.locator(".train-estimate");
  assert.equal(await page.locator("loupe-train [name=power]").inputValue(), "auto");
  assert.equal(await estimate.isVisible(), false, "something was tried out that nobody asked for");
  assert.equal(page.workers().length, 1);
  await page.locator("loupe-train [name=samples]").focus();
  await estimate.getByText(/^About \d+ s per epoch on this computer with .+, \d+ (s|min) in all\.$/).waitFor();
  await is(page, "idle");
  await workers(page, 0);
  assert.equal((await rows(page)).length, 0);
  await page.reload();
  await estimate.getByText(/^About \d+/).waitFor();
  assert.equal(page.workers().length, 1, "it was tried out again");
});

test("what takes long is said to be long, and a shorter one is offered", async (t) => {
  const slow = { backend: "cpu", workers: 1, picture: 40, alone: 40 };
  const before = (context) => context.addInitScript((pace) => {
    if (origin !== "null") localStorage.setItem("loupe.pace.digits.auto.cpu.32", JSON.stringify({ ...pace, at: Date.now() }));
  }, slow);
  const { page } = await visit(t, { before });
  // (5,000 pictures + a third of 1,000) times 40 ms, five times.
  await page.getByText("About 4 min per epoch on this computer with one core of the CPU: 18 min in all, which is long.").waitFor();
  await button(page, "train.fewer", "en", { samples: "2,000", whole: "8 min" }).click();
  assert.equal(await page.locator("loupe-train [name=samples]").inputValue(), "2000");
  await page.getByText("About 93 s per epoch on this computer with one core of the CPU, 8 min in all.").waitFor();
});

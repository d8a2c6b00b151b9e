// What may change while a network learns, and after: its step size, and how long it goes on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { button, text, visit } from "./support.mjs";
import { epochs, is, pauseAndReload, set } from "./trainer.mjs";

/** The column of the downloaded table that says with which step size each epoch ended. */
async function rates(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "train.csv").click()]);
  const [head, ...lines] = readFileSync(await download.path(), "utf8").trim().split("\r\n");
  const column = head.split(",").indexOf("learning_rate");
  return lines.map((line) => Math.fround(Number(line.split(",")[column])));
}

test("the step size changes while it learns, and the change outlives a reload", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 500, epochs: 4 });
  await button(page, "train.train").click();
  await epochs(page, 1);
  await button(page, "train.pause").click();
  await is(page, "paused");
  const field = page.locator("loupe-train [name=learning_rate]");
  assert.ok(await page.locator("loupe-train [name=batch]").isDisabled(), "a run's batch cannot change");
  await field.selectOption("0.0001");
  await button(page, "train.resume").click();
  await epochs(page, 2);
  await pauseAndReload(page);
  assert.equal(await field.inputValue(), "0.0001");
  await button(page, "train.resume").click();
  await is(page, "finished");
  const [first, , third, fourth] = await rates(page);
  assert.deepEqual([first, third, fourth], [0.001, 0.0001, 0.0001].map(Math.fround));
});

test("a finished run goes on, and comes where a longer one comes", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  await button(page, "train.extend", "en", { count: "5" }).click();
  const extended = await epochs(page, 6);
  await is(page, "finished");
  assert.equal(await page.locator("loupe-train [name=epochs]").inputValue(), "6");
  await button(page, "train.train").click();
  await is(page, "running");
  assert.deepEqual(await epochs(page, 6), extended);
});

test("a run under way can be told to end earlier, but not before where it is", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 500, epochs: 90 });
  await button(page, "train.train").click();
  await epochs(page, 1);
  await button(page, "train.pause").click();
  await is(page, "paused");
  const field = page.locator("loupe-train [name=epochs]");
  const begun = Number(await field.getAttribute("min"));
  assert.ok(begun >= 1 && begun < 90, `${begun}`);
  await field.fill(String(begun + 1));
  await field.press("Enter");
  await button(page, "train.resume").click();
  await is(page, "finished");
  assert.equal((await epochs(page, begun + 1)).length, begun + 1);
});

test("a run is compared with the one before, also after a reload", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  const [former] = await epochs(page, 1);
  assert.ok(await page.locator("loupe-compare").isHidden());
  await set(page, { batch: 8, epochs: 2 });
  await button(page, "train.train").click();
  await is(page, "finished");
  const now = (await epochs(page, 2)).at(-1);
  const together = page.locator("loupe-compare .note");
  await together.filter({ hasText: "1,000" }).waitFor();
  const compared = await page.locator("loupe-compare tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const row = (name) => compared.find(([head]) => head === name)?.slice(1);
  assert.deepEqual(row(text("train.batch")), ["8", "32"]);
  assert.deepEqual(row(text("compare.epochs")), ["2", "1"]);
  assert.equal(row(text("train.seed")), undefined, "what is alike is not told");
  assert.deepEqual(row("val_accuracy").map(Number), [now[4], former[4]]);
  const [count, both, own, other, neither] = (await together.textContent()).replaceAll(",", "").match(/\d+/g).map(Number);
  assert.equal(both + own + other + neither, count);
  assert.equal(both + own, Math.round(now[4] * count));
  assert.equal(both + other, Math.round(former[4] * count));
  await page.waitForTimeout(1000);
  await page.reload();
  await is(page, "kept");
  await page.locator("loupe-compare").waitFor();
});

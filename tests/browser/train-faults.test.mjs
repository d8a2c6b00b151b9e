// What goes wrong while a network learns: dead workers, reloads, storage, damaged digits, numbers that run away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, button, isReady, probabilities, reads, says, text, visit } from "./support.mjs";
import { epochs, forget, is, kill, pauseAndReload, rows, set } from "./trainer.mjs";

test("a run that runs away stops with a sentence, and the last good epoch answers", async (t) => {
  const { page } = await visit(t);
  // No choice of the form is so large that Adam's numbers overflow; one that is not in the form is.
  await page.locator("loupe-train [name=learning_rate]").evaluate((field) => field.append(new Option("1e38", "1e38")));
  await set(page, { samples: 500, epochs: 2, learning_rate: "1e38" });
  await button(page, "train.train").click();
  await is(page, "failed");
  await says(page, "training.train.diverged");
  assert.ok((await probabilities(page)).every(Number.isFinite));
  await set(page, { epochs: 1, learning_rate: 0.001 });
  await button(page, "train.train").click();
  await is(page, "finished");
});

test("a worker that dies costs no epoch", async (t) => {
  const { page } = await visit(t, { expected: [/killed by the test/] });
  await set(page, { samples: 1000, epochs: 4, power: 1 });
  await button(page, "train.train").click();
  const before = await epochs(page, 1);
  await kill(page);
  await page.getByText(text("training.restarted", "en", { epoch: "1" })).waitFor();
  const after = await epochs(page, 4);
  await is(page, "finished");
  assert.deepEqual(after[0], before[0]);
});

test("a reload in the middle loses nothing that was kept", async (t) => {
  const { page } = await visit(t);
  await set(page, { samples: 1000, epochs: 3 });
  await button(page, "train.train").click();
  const before = await epochs(page, 1);
  await pauseAndReload(page);
  assert.equal(await page.locator("loupe-train [name=samples]").inputValue(), "1000");
  assert.deepEqual((await rows(page))[0], before[0]);
  await button(page, "train.resume").click();
  await epochs(page, 2);
  await pauseAndReload(page);
  await button(page, "train.resume").click();
  const after = await epochs(page, 3);
  await is(page, "finished");
  assert.deepEqual(after[0], before[0]);
  // The very run that was never broken off.
  await button(page, "train.train").click();
  await is(page, "running");
  assert.deepEqual(await epochs(page, 3), after);
  await is(page, "finished");
  await forget(page);
  await page.reload();
  await page.locator(".chip[data-phase=ready]").waitFor();
  await is(page, "idle");
});

test("what is in the storage and makes no sense is forgotten", async (t) => {
  const { page } = await visit(t);
  for (const record of [7, { version: 1, lesson: {}, told: {} }, { version: 99 }]) {
    await page.evaluate((bad) => new Promise((resolve, reject) => {
      const asked = indexedDB.open("loupe");
      asked.onsuccess = () => {
        const put = asked.result.transaction("runs", "readwrite").objectStore("runs").put(bad, "digits");
        put.onsuccess = () => resolve(asked.result.close());
        put.onerror = () => reject(put.error);
      };
    }), record);
    await page.reload();
    await isReady(page);
    await is(page, "idle");
    await reads(page, 5);
  }
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
});

test("a reset while the digits are still coming leaves nothing behind", async (t) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const before = (context) => context.route("**/data/digits.idx.gz", async (route) => {
    await held;
    await route.continue();
  });
  const { page } = await visit(t, { before });
  const workers = page.workers().length;
  const answer = `${await probabilities(page)}`;
  await button(page, "train.train").click();
  await is(page, "preparing");
  await forget(page);
  await is(page, "idle");
  release();
  await page.waitForTimeout(2000);
  assert.equal(page.workers().length, workers);
  assert.equal(`${await probabilities(page)}`, answer);
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
});

test("without storage it trains, and says that nothing is kept", async (t) => {
  const before = (context) => context.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException("blocked", "SecurityError"); };
  });
  const { page } = await visit(t, { before });
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  await says(page, "training.not-kept");
});

test("with a full storage it trains, and says that nothing is kept", async (t) => {
  const { page, context } = await visit(t);
  const storage = await context.newCDPSession(page);
  await storage.send("Storage.overrideQuotaForOrigin", { origin: new URL(page.url()).origin, quotaSize: 1 });
  await set(page, { samples: 500, epochs: 2 });
  await button(page, "train.train").click();
  await is(page, "finished");
  await says(page, "training.not-kept");
  await page.reload();
  await isReady(page);
  await is(page, "idle");
});

test("a storage that fills up in the middle costs nothing that was kept, and the run goes on", async (t) => {
  // Chromium looks at its quota before a database is first written only; so the abort that it would cause is caused here.
  const before = (context) => context.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...record) {
      const request = put.apply(this, record);
      if (globalThis.full && this.name === "runs") this.transaction.abort();
      return request;
    };
  });
  const { page } = await visit(t, { before });
  await set(page, { samples: 500, epochs: 3 });
  await button(page, "train.train").click();
  await epochs(page, 1);
  await button(page, "train.pause").click();
  await is(page, "paused");
  await page.waitForTimeout(1000);
  await page.evaluate(() => void (globalThis.full = true));
  await button(page, "train.resume").click();
  await is(page, "finished");
  await says(page, "training.not-kept");
  const all = await rows(page);
  assert.equal(all.length, 3);
  await page.reload();
  await is(page, "kept");
  const kept = await rows(page);
  assert.ok(kept.length >= 1 && kept.length < 3, `${kept.length} epochs were kept`);
  assert.deepEqual(kept, all.slice(0, kept.length));
  await button(page, "train.resume").click();
  assert.deepEqual(await epochs(page, 3), all);
  await is(page, "finished");
});

test("digits that do not come are a sentence, and training works once they do", async (t) => {
  let broken = true;
  const before = (context) => context.route("**/data/digits.idx.gz", (route) => (broken ? route.abort() : route.continue()));
  const { page } = await visit(t, { before, expected: [/ERR_FAILED/] });
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "failed");
  await says(page, "training.engine.unreachable");
  broken = false;
  await button(page, "train.train").click();
  await is(page, "finished");
});

test("damaged digits are not trained on", async (t) => {
  const before = (context) => context.route("**/data/digits.idx.gz", (route) => route.fulfill({ body: Buffer.alloc(1000, 7) }));
  const { page } = await visit(t, { before });
  await button(page, "train.train").click();
  await is(page, "failed");
  await says(page, "training.data.damaged");
  await reads(page, 5);
});

test("the digits are fetched only when they are needed", async (t) => {
  const { page, requests } = await visit(t);
  const address = await addressOf(page, "data/digits.idx.gz");
  assert.ok(!requests.includes(address));
  await set(page, { samples: 500, epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  assert.equal(requests.filter((request) => request === address).length, 1);
});

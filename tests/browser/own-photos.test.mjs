// Own classes of photos: from files, from the camera, from a folder; and storage that is not to be had, or lies.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { URL_OF_PAGE, button, isReady, says, text, visit } from "./support.mjs";
import { is, set } from "./trainer.mjs";

const photo = (name) => readFileSync(new URL(`../../web/photos/${name}`, import.meta.url));

async function inChapter(t, chapter, options = {}) {
  const visitor = await visit(t, { open: false, ...options });
  await visitor.page.goto(`${URL_OF_PAGE}#${chapter}`);
  await isReady(visitor.page);
  await visitor.page.locator(".own > summary").click();
  await visitor.page.locator(".own-class").nth(1).waitFor();
  return visitor;
}

const samples = (page, index) => page.locator(".own-class").nth(index).locator(".own-sample");

test("photos are put into a class as the network gets them, and broken ones are named", async (t) => {
  const { page } = await inChapter(t, "objects");
  await page.locator(".own-class").first().locator("input[type=file]").setInputFiles([
    { name: "ship.png", mimeType: "image/png", buffer: photo("small-ship.png") },
    { name: "broken.png", mimeType: "image/png", buffer: Buffer.from("no photo") },
    { name: "frog.png", mimeType: "image/png", buffer: photo("small-frog.png") },
  ]);
  await page.locator("loupe-toast.shown", { hasText: "broken.png" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".own-sample").length === 2);
  // The frog is what the page shows: added from there, it is the very same.
  await button(page, "own.add.photo").first().click();
  await samples(page, 0).nth(2).waitFor();
  const pictures = await samples(page, 0).locator("canvas").evaluateAll((all) => all.map((canvas) => canvas.toDataURL()));
  assert.equal(pictures[1], pictures[2]);
  assert.notEqual(pictures[0], pictures[1]);
  // One press of Undo for the frog that was added, and one for all files.
  const undo = page.locator(".own-classes").getByRole("button", { name: text("own.undo"), exact: true });
  await undo.click();
  await undo.click();
  await page.waitForFunction(() => document.querySelectorAll(".own-sample").length === 0);
});

test("the camera adds picture after picture while a class is held", async (t) => {
  const before = (context) => context.grantPermissions(["camera"]);
  const { page } = await inChapter(t, "catdog", { before });
  await button(page, "camera.open").click();
  await page.waitForFunction(() => document.querySelector("loupe-camera video").videoWidth > 0);
  const held = page.locator("loupe-camera .gather .word").first();
  await held.hover();
  await page.mouse.down();
  await page.waitForFunction(() => document.querySelectorAll(".own-sample").length >= 4);
  await page.mouse.up();
  // The pictures that were on their way come in; then there are no more.
  const count = () => samples(page, 0).count();
  let last = -1;
  for (let now = await count(); now !== last; now = await count()) {
    last = now;
    await page.waitForTimeout(1000);
  }
  await page.locator("loupe-camera .gather .word").nth(1).focus();
  await page.keyboard.press("Enter");
  await samples(page, 1).first().waitFor();
  assert.equal(await count(), last);
  assert.equal(await samples(page, 1).count(), 1);
});

test("a folder with a folder of photos for each class is a set", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "loupe-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [label, name] of [["eagles", "eagle.jpg"], ["moggies", "cat.jpg"]]) {
    mkdirSync(join(folder, label));
    for (let index = 0; index < 5; index++) writeFileSync(join(folder, label, `${index}.jpg`), photo(name));
  }
  writeFileSync(join(folder, "eagles", "broken.jpg"), "no photo");
  const { page } = await inChapter(t, "objects");
  await page.locator(".own-files input").nth(1).setInputFiles(folder);
  await page.locator(".own-files [role=status]", { hasText: "2 classes, 8 pictures" }).waitFor();
  assert.match(await page.locator(".own-files [role=status]").textContent(), /eagles\/broken\.jpg/);
  await set(page, { epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  assert.deepEqual(await page.locator("loupe-answer .bar-label").allTextContents(), ["eagles", "moggies"]);
});

test("reading can be stopped, and what was there before stays", async (t) => {
  const { page } = await inChapter(t, "catdog");
  const paths = Array.from({ length: 10_000 }, (_, index) => `set/${index % 2}/${index}.jpg`);
  const cat = [...photo("cat.jpg")];
  await page.evaluate(([paths, values]) => {
    const bytes = new Uint8Array(values);
    const made = paths.map((path) => {
      const file = new File([bytes], path.split("/").at(-1), { type: "image/jpeg" });
      Object.defineProperty(file, "webkitRelativePath", { value: path });
      return file;
    });
    const event = new DragEvent("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items: [], files: made } });
    document.querySelector(".own-files").dispatchEvent(event);
  }, [paths, cat]);
  await page.locator(".own-reading", { hasText: /Reading set: [1-9]/ }).waitFor();
  const workers = page.workers().length;
  await button(page, "own.stop").click();
  await page.locator(".own-reading").waitFor({ state: "hidden" });
  assert.equal(await page.locator(".own-files [role=status]").textContent(), "");
  for (let left = page.workers().length; left >= workers; left = page.workers().length) await page.waitForTimeout(100);
  assert.equal(await page.locator("loupe-toast.shown").count(), 0);
});

test("without storage, samples are collected all the same, and the page says once that they are not kept", async (t) => {
  const before = (context) => context.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", { get: () => { throw new DOMException("no", "SecurityError"); } });
  });
  const { page } = await inChapter(t, "catdog", { before });
  await button(page, "own.add.photo").first().click();
  await says(page, "own.not-kept");
  await button(page, "toast.dismiss").click();
  await button(page, "own.add.photo").first().click();
  await samples(page, 0).nth(1).waitFor();
  assert.equal(await page.locator("loupe-toast.shown").count(), 0);
});

test("samples in the storage that make no sense are left alone", async (t) => {
  const { page } = await inChapter(t, "objects");
  await button(page, "own.add.photo").first().click();
  await samples(page, 0).first().waitFor();
  const sense = [{ name: "a", ids: ["x", "gone"] }];
  for (const [list, pixels] of [[7, 7], [[{ name: "", ids: [] }], 0], [[{ name: "a", ids: "x" }], 0], [sense, new Array(7).fill(1)], [[...sense, ...sense], null]]) {
    await page.evaluate(([bad, values]) => new Promise((resolve, reject) => {
      const asked = indexedDB.open("loupe");
      asked.onsuccess = () => {
        const transaction = asked.result.transaction(["collections", "samples"], "readwrite");
        transaction.objectStore("collections").put(bad, "objects");
        transaction.objectStore("samples").put(Array.isArray(values) ? Uint8Array.from(values) : values, ["objects", "x"]);
        transaction.oncomplete = () => resolve(asked.result.close());
        transaction.onabort = () => reject(transaction.error);
      };
    }), [list, pixels]);
    await page.reload();
    await isReady(page);
    assert.equal(await page.locator(".own-sample").count(), 0);
  }
  await page.locator(".own > summary").click();
  await page.locator(".own-class").nth(1).waitFor();
});

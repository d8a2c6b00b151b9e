// The visitor's own data: classes that are collected here, and files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { deflateRawSync } from "node:zlib";
import { DIGITS, drawStrokes } from "./hand.mjs";
import { URL_OF_PAGE, button, isReady, reads, says, text, visit } from "./support.mjs";
import { epochs, is, set } from "./trainer.mjs";

const photo = (name) => readFileSync(new URL(`../../web/photos/${name}`, import.meta.url));

/** A zip archive of these files, as any program packs them. */
function zip(files) {
  const number = (value, bytes) => Array.from({ length: bytes }, (_, place) => (value >>> (8 * place)) & 255);
  const [bodies, directory] = [[], []];
  let start = 0;
  for (const [name, data] of files) {
    const packed = deflateRawSync(data);
    const common = [...number(0, 2), ...number(8, 2), ...number(0, 4), ...number(crc(data), 4), ...number(packed.length, 4), ...number(data.length, 4), ...number(name.length, 2), 0, 0];
    const body = Buffer.concat([Buffer.from("PK\x03\x04\x14\0"), Buffer.from(common), Buffer.from(name), packed]);
    directory.push(Buffer.from("PK\x01\x02\x14\0\x14\0"), Buffer.from(common), Buffer.alloc(10), Buffer.from(number(start, 4)), Buffer.from(name));
    bodies.push(body);
    start += body.length;
  }
  const listed = Buffer.concat(directory);
  const end = [...number(0, 4), ...number(files.length, 2), ...number(files.length, 2), ...number(listed.length, 4), ...number(start, 4), 0, 0];
  return Buffer.concat([...bodies, listed, Buffer.from("PK\x05\x06"), Buffer.from(end)]);
}
function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

/** Unfolds the visitor's own data, and names the first two classes. */
async function name(page, ...names) {
  await page.locator(".own > summary").click();
  for (const [index, one] of names.entries()) {
    await page.locator(".own-name").nth(index).fill(one);
    await page.keyboard.press("Tab");
  }
}

/** Waits for so many samples in each class. */
async function counts(page, ...wanted) {
  const seen = (numbers) => [...document.querySelectorAll(".own-class")].map((row) => row.querySelectorAll(".own-sample").length).join() === numbers;
  await page.waitForFunction(seen, wanted.join());
}

/** Draws a digit and puts it into a class, so often. */
async function collect(page, digit, into, times) {
  for (let time = 0; time < times; time++) {
    const size = 0.6 + 0.05 * time;
    await drawStrokes(page, DIGITS[digit], [(1 - size) / 2, (1 - size) / 2, size]);
    const taken = page.locator("loupe-gather .word", { hasText: into });
    const before = await taken.locator(".own-count").textContent();
    await taken.click();
    await page.waitForFunction(([names, was]) => [...document.querySelectorAll("loupe-gather .word")].some((word) => word.textContent.startsWith(names) && word.lastElementChild.textContent !== was), [into, before]);
    await page.getByText(text("pad.empty")).waitFor();
  }
}

/** Opens files as the visitor chooses them. */
const open = (page, ...files) => page.getByLabel(text("own.open"), { exact: true }).and(page.locator("input")).setInputFiles(files.map(([name, buffer]) => ({ name, mimeType: "", buffer })));

test("classes that are drawn here are sorted, kept, learned, and then named by the answer", async (t) => {
  const { page } = await visit(t);
  await name(page, "  <b>rings</b> ", "sticks");
  await button(page, "tool.clear").click();
  const rings = "<b>rings</b>";
  assert.equal(await page.locator(".own-name").first().inputValue(), rings);
  await collect(page, 0, rings, 5);
  await page.locator(".own-classes [role=status]", { hasText: "5 of sticks" }).waitFor();
  await collect(page, 1, "sticks", 4);
  // One that was put into the wrong class is moved; another is removed, and undo brings it back.
  await collect(page, 1, rings, 1);
  await counts(page, 6, 4);
  await page.locator(".own-sample").nth(5).click();
  await button(page, "own.move", "en", { name: "sticks" }).click();
  await counts(page, 5, 5);
  await page.locator(".own-sample").first().focus();
  await page.keyboard.press("Delete");
  await counts(page, 4, 5);
  await page.locator(".own-classes").getByRole("button", { name: text("own.undo"), exact: true }).click();
  await counts(page, 5, 5);
  await page.getByText(text("own.ready")).waitFor();
  // A drawing is needed to add one.
  await page.locator("loupe-gather .word").first().click();
  await says(page, "own.nothing.drawing");

  await page.reload();
  await isReady(page);
  await counts(page, 5, 5);
  await set(page, { data: "own" });
  assert.equal(await page.locator("loupe-train [name=samples]").inputValue(), "8");
  await button(page, "train.train").click();
  await is(page, "finished");
  const bars = await page.locator("loupe-answer .bar-label").allTextContents();
  assert.deepEqual(bars, [rings, "sticks"]);
  assert.equal(await page.locator("loupe-answer b").count(), 0, "a name became markup");
  await button(page, "tool.clear").click();
  await drawStrokes(page, DIGITS[0]);
  await reads(page, rings);
  await button(page, "tool.clear").click();
  await drawStrokes(page, DIGITS[1]);
  await reads(page, "sticks");
});

test("a kept training on own classes goes on after a reload, but not on other samples", async (t) => {
  const { page } = await visit(t);
  await name(page, "rings", "sticks");
  await button(page, "tool.clear").click();
  await collect(page, 0, "rings", 5);
  await collect(page, 1, "sticks", 5);
  await page.locator("loupe-train [name=data] option[value=own]:checked").waitFor({ state: "attached" });
  await set(page, { epochs: 4 });
  await button(page, "train.step").click();
  await is(page, "paused");
  await page.reload();
  await is(page, "kept");
  await counts(page, 5, 5);
  await page.locator(".own > summary").click();
  await page.locator(".own-sample").first().focus();
  await page.keyboard.press("Delete");
  await counts(page, 4, 5);
  await button(page, "train.resume").click();
  await says(page, "training.own.changed");
  await is(page, "kept");
  await page.locator(".own-classes").getByRole("button", { name: text("own.undo"), exact: true }).click();
  await counts(page, 5, 5);
  await button(page, "train.resume").click();
  await is(page, "finished");
  assert.equal((await epochs(page, 4)).length, 4);
});

test("a chapter of photos learns from a zip, names the broken one, and asks for it again after a reload", async (t) => {
  const { page } = await visit(t, { open: false });
  await page.goto(`${URL_OF_PAGE}#catdog`);
  await isReady(page);
  await page.locator(".own > summary").click();
  const [eagle, cat] = [photo("eagle.jpg"), photo("cat.jpg")];
  const files = Array.from({ length: 6 }, (_, index) => [[`zoo/birds/${index}.jpg`, eagle], [`zoo/cats/${index}.jpg`, cat]]).flat();
  const archive = zip([...files, ["zoo/cats/broken.jpg", Buffer.from("no photo")]]);
  await open(page, ["zoo.zip", archive]);
  await page.locator(".own-files [role=status]", { hasText: "zoo/cats/broken.jpg" }).waitFor();
  await page.locator("loupe-toast.shown", { hasText: "zoo/cats/broken.jpg" }).waitFor();
  assert.match(await page.locator(".own-files [role=status]").textContent(), /^zoo\.zip: 2 classes, 10 pictures/);
  await page.locator("loupe-train [name=data] option[value=file]:checked").waitFor({ state: "attached" });
  await set(page, { epochs: 2 });
  await button(page, "train.step").click();
  await is(page, "paused");
  assert.deepEqual(await page.locator("loupe-answer .bar-label").allTextContents(), ["birds", text("label.cats")]);
  await page.reload();
  await is(page, "kept");
  await button(page, "train.resume").click();
  await page.locator("loupe-toast.shown", { hasText: "zoo.zip" }).waitFor();
  await is(page, "kept");
  await page.locator(".own > summary").click();
  await open(page, ["zoo.zip", archive]);
  await page.locator(".own-files [role=status]", { hasText: "zoo.zip" }).waitFor();
  await button(page, "train.resume").click();
  await is(page, "finished");
});

test("an idx file is learned from, and files that are none get a sentence", async (t) => {
  const { page } = await visit(t);
  await page.locator(".own > summary").click();
  const big = (...numbers) => Buffer.from(numbers.flatMap((number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255)));
  const bar = (index) => Buffer.from(Array.from({ length: 784 }, (_, pixel) => (pixel % 28 === (index % 10) * 2 + 4 ? 255 : 0)));
  const images = Buffer.concat([big(0x803, 300, 28, 28), ...Array.from({ length: 300 }, (_, index) => bar(index))]);
  const labels = Buffer.concat([big(0x801, 300), Buffer.from(Array.from({ length: 300 }, (_, index) => index % 10))]);
  const refused = async (key, ...files) => {
    await open(page, ...files);
    await page.locator("loupe-toast.shown .toast-text", { hasText: text(key, "en", { name: files[0][0] + (files.length > 1 ? ", …" : "") }) }).waitFor();
  };
  await refused("opened.set.unknown", ["letter.txt", Buffer.from("Dear Madam")]);
  await refused("opened.set.damaged", ["images", images], ["labels", labels.subarray(0, 200)]);
  await refused("opened.set.damaged", ["bad.zip", zip([["../a/1.jpg", Buffer.from("x")]])]);
  await refused("opened.set.classes", ["one.zip", zip([["1.jpg", Buffer.from("x")], ["2.jpg", Buffer.from("x")]])]);
  await open(page, ["labels", labels], ["images", images]);
  await page.locator(".own-files [role=status]", { hasText: "10 classes, 270 pictures" }).waitFor();
  await set(page, { epochs: 1 });
  await button(page, "train.train").click();
  await is(page, "finished");
  assert.equal((await epochs(page, 1)).length, 1);
  assert.equal(await page.locator(".confusion tbody tr").count(), 10);
});

test("a file of two gigabytes is refused before it is read", async (t) => {
  const { page } = await visit(t);
  await page.locator(".own > summary").click();
  await page.evaluate(() => {
    const file = new File(["PK"], "huge.zip");
    Object.defineProperty(file, "size", { value: 2_000_000_000 });
    file.arrayBuffer = file.slice = () => {
      throw new Error("it was read");
    };
    const transfer = new DataTransfer();
    const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
    Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items: [], files: [file] } });
    document.querySelector(".own-files").dispatchEvent(event);
  });
  await page.locator("loupe-toast.shown .toast-text", { hasText: text("opened.set.too-large", "en", { name: "huge.zip" }) }).waitFor();
});

test("collected digits are a test set for the network that answers", async (t) => {
  const { page } = await visit(t);
  await name(page, "sticks", "7");
  assert.ok(await button(page, "own.test").isHidden(), "the network knows no name of these");
  await button(page, "tool.clear").click();
  await collect(page, 7, "7", 2);
  await collect(page, 1, "7", 1);
  await collect(page, 1, "sticks", 1);
  await button(page, "own.test").click();
  await page.getByText(text("own.tested", "en", { right: "2", count: "3", share: "67" })).waitFor();
  await page.locator("loupe-collection").getByRole("button", { name: text("own.undo"), exact: true }).click();
  await page.getByText(text("own.tested", "en", { right: "2", count: "3", share: "67" })).waitFor({ state: "detached" });
});

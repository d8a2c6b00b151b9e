// Photos: the chapters that see them, the square that the visitor moves, and files that are none.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { deflateSync } from "node:zlib";
import { URL_OF_PAGE, button, drop, isReady, probabilities, reads, says, text, visit } from "./support.mjs";

const photo = (name) => [...readFileSync(new URL(`../../web/photos/${name}`, import.meta.url))];

/** A new visitor in a chapter. */
async function inChapter(t, chapter, options = {}) {
  const visitor = await visit(t, { open: false, ...options });
  await visitor.page.goto(`${URL_OF_PAGE}#${chapter}`);
  await isReady(visitor.page);
  return visitor;
}

/** Waits until the bars show other numbers than these. */
async function answersAnew(page, before) {
  const differs = (old) => {
    if (document.querySelector("loupe-answer .bars").ariaBusy !== "false") return false;
    const numbers = [...document.querySelectorAll("loupe-answer .bar-number")].map((node) => node.textContent);
    return numbers.every(Boolean) && numbers.join() !== old;
  };
  await page.waitForFunction(differs, before.map((number) => number.toFixed(3)).join());
  return probabilities(page);
}

const chunk = (kind, data) => {
  const body = Buffer.concat([Buffer.from(kind), Buffer.from(data)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
};
const crc = (bytes) => {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
};
/** A PNG that claims these sides, with as many grey rows as it is given. */
function png(width, height, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const data = deflateSync(Buffer.alloc(rows * (width + 1)));
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return [...Buffer.concat([Buffer.from(signature), chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", [])])];
}

test("the way through the chapters and back finds everything as it was left", async (t) => {
  const { page } = await visit(t);
  await button(page, "sample.name", "en", { label: "3" }).click();
  await reads(page, 3);
  await page.getByRole("link", { name: text("catdog.title"), exact: true }).click();
  await page.locator("loupe-answer li", { hasText: text("label.dogs") }).waitFor();
  await isReady(page);
  assert.equal((await probabilities(page)).length, 2);
  assert.equal(await page.locator("loupe-pad").isVisible(), false);
  assert.equal(await page.locator("loupe-photo img").isVisible(), true);
  await page.getByRole("link", { name: text("vision.title"), exact: true }).click();
  await page.getByRole("button", { name: "max_pooling2d", exact: true }).waitFor();
  await isReady(page);
  await page.getByText("33,850").first().waitFor();
  await page.goBack();
  await page.goBack();
  await reads(page, 3);
  assert.equal(await page.locator("loupe-chapters [aria-current]").textContent(), text("digits.title"));
});

test("on a phone, too, each chapter shows its own network", async (t) => {
  const { page } = await visit(t, { viewport: { width: 390, height: 844 } });
  const follow = (chapter) => page.getByRole("link", { name: text(`${chapter}.title`), exact: true }).click();
  await follow("catdog");
  await page.locator("loupe-answer li", { hasText: text("label.dogs") }).waitFor();
  await page.locator(".block").last().click();
  await page.locator(".stand[data-layer='11']").waitFor();
  await follow("digits");
  await page.locator("loupe-answer li", { hasText: "9" }).waitFor();
  await reads(page, 5);
  assert.equal(await page.locator(".block").count(), 5);
  assert.equal(await page.locator(".stand:not([hidden])").count(), 1);
  await page.getByText("130,394").first().waitFor();
});

test("photos opened while the engine restarts are all read", async (t) => {
  const { page } = await inChapter(t, "catdog", { expected: [/asked to crash/, /unreachable/] });
  await page.evaluate(() => globalThis.loupe.crash());
  const names = ["cat.jpg", "dog-mastiff.jpg", "eagle.jpg"];
  await drop(page, ...names.map((name) => ({ name, type: "image/jpeg", bytes: photo(name) })));
  await page.getByText(text("several.title", "en", { done: "3", count: "3" })).waitFor();
  const answers = await page.locator(".several-answer").allTextContents();
  assert.ok(answers.every((answer) => /\d/.test(answer)), answers.join());
});

test("each chapter opens by its address and shows its own card", async (t) => {
  for (const [chapter, count] of [["objects", "153,546"], ["catdog", "206,785"], ["vision", "33,850"]]) {
    const { page } = await inChapter(t, chapter);
    await page.getByText(`${count} parameters, right on`).waitFor();
    const sum = (await probabilities(page)).reduce((total, one) => total + one, 0);
    assert.ok(Math.abs(sum - 1) < 0.01, `${chapter}: ${sum}`);
  }
});

test("a dropped photo is answered, and shown with the pixels that the network gets", async (t) => {
  const { page } = await inChapter(t, "catdog");
  const before = await probabilities(page);
  await drop(page, { name: "dog.jpg", type: "image/jpeg", bytes: photo("dog-dalmatian.jpg") });
  const dog = await answersAnew(page, before);
  assert.ok(dog[1] > 0.5, `dog: ${dog}`);
  const steps = await page.locator("loupe-film .film-size").allTextContents();
  assert.deepEqual(steps, ["64×64", "64×64", "64×64", "64×64"]);
  await page.keyboard.press("Control+z");
  assert.deepEqual(await answersAnew(page, dog), before);
});

test("the square is moved by mouse and keyboard, and the answer follows", async (t) => {
  const { page } = await inChapter(t, "catdog");
  const sample = await probabilities(page);
  await drop(page, { name: "cat.jpg", type: "image/jpeg", bytes: photo("cat.jpg") });
  const whole = await answersAnew(page, sample);
  await button(page, "photo.square").click();
  const middle = await answersAnew(page, whole);
  const square = page.locator(".photo-square");
  await square.focus();
  for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowRight");
  const moved = await answersAnew(page, middle);
  for (let step = 0; step < 10; step++) await page.keyboard.press("-");
  const smaller = await answersAnew(page, moved);
  const box = await square.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(0, 0, { steps: 4 });
  await page.mouse.up();
  const cornered = await answersAnew(page, smaller);
  const frame = await page.locator(".photo-frame").boundingBox();
  const corner = await square.boundingBox();
  assert.ok(Math.abs(corner.x - frame.x) < 2 && Math.abs(corner.y - frame.y) < 2, "the square left the photo");
  await button(page, "tool.undo").click();
  assert.deepEqual(await answersAnew(page, cornered), smaller, "undo takes back the square's last way only");
  await button(page, "photo.whole").click();
  await page.waitForFunction(() => document.querySelector(".photo-square").hidden);
});

test("files that are no photos get one sentence each, and the photo from before stays", async (t) => {
  const { page } = await inChapter(t, "catdog");
  const before = await probabilities(page);
  const jpeg = photo("cat.jpg");
  const flipped = jpeg.map((byte, index) => (index > 20 && index < 400 ? byte ^ 0x55 : byte));
  const files = [
    ["nothing.jpg", [], "unknown"],
    ["text.jpg", [...Buffer.from("Dear Loupe, this is a letter.")], "unknown"],
    ["drawing.svg", [...Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')], "unknown"],
    ["bomb.png", png(100_000, 100_000, 1), "too-large"],
    ["half.png", png(600, 600, 2), "unreadable"],
    ["../../<b>.jpg", flipped, "unreadable"],
    ["start.jpg", jpeg.slice(0, 300), "unreadable"],
  ];
  for (const [name, bytes, fault] of files) {
    await drop(page, { name, type: "image/jpeg", bytes });
    await says(page, `fault.picture.${fault}`);
    await button(page, "toast.dismiss").click();
    assert.deepEqual(await probabilities(page), before, name);
  }
});

test("a photo that only the browser can decode is read all the same", async (t) => {
  const { page } = await inChapter(t, "catdog");
  const before = await probabilities(page);
  // No AVIF encoder is at hand: the engine is told that it cannot read, and the browser does.
  await page.workers()[0].evaluate(() => {
    const decode = globalThis.createImageBitmap;
    globalThis.createImageBitmap = (blob) => decode(blob.slice(8));
  });
  await drop(page, { name: "photo.avif", type: "image/avif", bytes: [0, 0, 0, 0, 0, 0, 0, 0, ...photo("dog-dalmatian.jpg")] });
  const dog = await answersAnew(page, before);
  assert.ok(dog[1] > 0.5, `dog: ${dog}`);
});

test("of photos dropped in a row the last wins", async (t) => {
  const { page } = await inChapter(t, "catdog");
  const before = await probabilities(page);
  for (const name of ["cat.jpg", "eagle.jpg", "dog-mastiff.jpg", "dog-dalmatian.jpg"]) {
    await drop(page, { name, type: "image/jpeg", bytes: photo(name) });
  }
  await answersAnew(page, before);
  await page.waitForTimeout(500);
  const last = await probabilities(page);
  await drop(page, { name: "eagle.jpg", type: "image/jpeg", bytes: photo("eagle.jpg") });
  const eagle = await answersAnew(page, last);
  await drop(page, { name: "dog.jpg", type: "image/jpeg", bytes: photo("dog-dalmatian.jpg") });
  assert.deepEqual(await answersAnew(page, eagle), last);
});

test("ten photos at once get an answer each, the broken one a word", async (t) => {
  const { page } = await inChapter(t, "catdog");
  const names = ["cat.jpg", "dog-mastiff.jpg", "dog-dalmatian.jpg", "eagle.jpg", "small-cat.png", "small-dog.png", "small-ship.png", "small-frog.png", "small-horse.png"];
  const files = names.map((name) => ({ name, type: "image/jpeg", bytes: photo(name) }));
  await drop(page, ...files, { name: "broken.jpg", type: "image/jpeg", bytes: photo("cat.jpg").slice(0, 200) });
  await page.getByText(text("several.title", "en", { done: "10", count: "10" })).waitFor();
  const answers = await page.locator(".several-answer").allTextContents();
  assert.equal(answers.filter((answer) => answer === text("several.fault")).length, 1);
  assert.match(answers[1], new RegExp(`^${text("label.dogs")} `));
  // A press looks at one closely, and its numbers are those of the strip.
  await page.locator(".several button").nth(1).click();
  await page.locator(".several button[aria-pressed=true]").waitFor();
  await page.waitForFunction((strip) => {
    const certainty = strip.match(/0\.\d\d|1\.00/)[0];
    return [...document.querySelectorAll("loupe-answer .bar-number")].some((node) => Number(node.textContent).toFixed(2) === certainty);
  }, answers[1]);
});

test("the camera takes a picture, and is let go", async (t) => {
  const before = (context) => context.grantPermissions(["camera"]);
  const { page } = await inChapter(t, "catdog", { before });
  const numbers = await probabilities(page);
  await button(page, "camera.open").click();
  await page.waitForFunction(() => document.querySelector("loupe-camera video").videoWidth > 0);
  await page.evaluate(() => {
    globalThis.track = document.querySelector("loupe-camera video").srcObject.getTracks()[0];
  });
  await button(page, "camera.take").click();
  await answersAnew(page, numbers);
  assert.equal(await page.evaluate(() => globalThis.track.readyState), "ended");
});

test("without the right to use the camera there is a sentence", async (t) => {
  const before = (context) => context.clearPermissions();
  const { page } = await inChapter(t, "catdog", { before });
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await button(page, "camera.open").click();
  await says(page, "camera.refused");
});

test("without the network the open chapter goes on and the others say what they miss", async (t) => {
  const { page, context } = await visit(t, { expected: [/ERR_INTERNET_DISCONNECTED/] });
  await context.setOffline(true);
  await page.getByRole("link", { name: text("catdog.title"), exact: true }).click();
  await says(page, "page.unreachable");
  assert.equal(await page.locator("loupe-chapters [aria-current]").textContent(), text("digits.title"));
  assert.ok(page.url().endsWith("#digits"));
  await button(page, "sample.name", "en", { label: "8" }).click();
  await reads(page, 8);
  await context.setOffline(false);
  await page.getByRole("link", { name: text("catdog.title"), exact: true }).click();
  await page.locator("loupe-answer li", { hasText: text("label.dogs") }).waitFor();
  await isReady(page);
});

test("a training that is left for another chapter waits there", async (t) => {
  const { page } = await inChapter(t, "vision");
  await page.locator("select[name=samples]").selectOption("500");
  await button(page, "train.train").click();
  await page.locator("loupe-train[data-phase=running]").waitFor();
  await page.waitForFunction(() => document.querySelector(".train-line").textContent.includes("Epoch 2/"));
  await page.getByRole("link", { name: text("digits.title"), exact: true }).click();
  await page.getByRole("button", { name: "max_pooling2d", exact: true }).waitFor({ state: "detached" });
  await page.locator("loupe-train[data-phase=idle]").waitFor();
  assert.equal(await page.locator(".epochs tbody tr").count(), 0, "another chapter's table");
  await page.getByRole("link", { name: text("vision.title"), exact: true }).click();
  await page.locator("loupe-train[data-phase=kept]").waitFor();
  await button(page, "train.resume").click();
  await page.locator("loupe-train[data-phase=finished]").waitFor();
  const epochs = await page.locator(".epochs tbody tr").evaluateAll((rows) => rows.map((row) => row.cells[0].textContent));
  assert.deepEqual(epochs, ["1", "2", "3", "4", "5"]);
});

// Draws, and reads the answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DIGITS, clear, drawDigit, drawStrokes, drawWithFinger } from "./hand.mjs";
import { answersOn, button, drop, isQuiet, probabilities, reads, text, visit } from "./support.mjs";

test("the page opens with a sample, its answer and its maps", async (t) => {
  const { page } = await visit(t);
  await answersOn(page, "cpu");
  await reads(page, 5);
  const numbers = await probabilities(page);
  assert.equal(numbers.length, 10);
  assert.ok(Math.abs(numbers.reduce((sum, value) => sum + value, 0) - 1) < 0.006, `${numbers}`);
  for (const layer of ["conv2d", "conv2d_1", "flatten", "dense"]) {
    await page.locator(`loupe-network section[aria-label="${layer}"]`).waitFor();
  }
  await isQuiet(page);
});

test("every digit drawn with the mouse is read", async (t) => {
  const { page } = await visit(t);
  for (const digit of Object.keys(DIGITS)) {
    await drawDigit(page, digit);
    await reads(page, digit);
  }
});

test("the answer follows while the pen is still down", async (t) => {
  const { page } = await visit(t);
  await clear(page);
  await page.getByText(text("answer.empty.drawing")).first().waitFor();
  const box = await page.locator(".pad-sheet").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.48, box.y + box.height * 0.8, { steps: 12 });
  await reads(page, 1);
  await page.mouse.up();
});

test("samples, eraser, undo and clear", async (t) => {
  const { page } = await visit(t);
  for (const label of ["0", "8", "4"]) {
    await button(page, "sample.name", "en", { label }).click();
    await reads(page, label);
  }
  await button(page, "tool.eraser").click();
  const wipes = Array.from({ length: 14 }, (_, row) => [[0.05, 0.1 + 0.06 * row], [0.95, 0.1 + 0.06 * row]]);
  await drawStrokes(page, wipes);
  await page.getByText(text("answer.empty.drawing")).first().waitFor();
  for (const _ of wipes) await button(page, "tool.undo").click();
  await reads(page, 4);
  await button(page, "tool.pen").click();
  await clear(page);
  await page.getByText(text("answer.empty.drawing")).first().waitFor();
  await button(page, "tool.undo").click();
  await reads(page, 4);
});

test("each switch of the film changes what the network gets, and back", async (t) => {
  const { page } = await visit(t);
  // A lean digit in a corner: every step of the recipe has something to do.
  await drawDigit(page, 7, [0.02, 0.03, 0.55]);
  await reads(page, 7);
  const whole = await film(page);
  const answer = `${await probabilities(page)}`;
  const otherwise = [];
  for (const name of ["crop", "ratio", "centre", "scale"]) {
    const box = page.locator(`loupe-film input[data-switch=${name}]`);
    await box.uncheck();
    await filmIs(page, (now) => now !== whole, `${name} changed nothing`);
    otherwise.push(`${await probabilities(page)}`);
    await box.check();
    await filmIs(page, (now) => now === whole, `${name} did not come back`);
    assert.equal(`${await probabilities(page)}`, answer);
  }
  assert.ok(otherwise.some((numbers) => numbers !== answer), "no switch changed the answer");
});

/** The film as it is seen: every picture with its caption. */
function film(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("loupe-film li")]
      .map((frame) => `${frame.querySelector("canvas").toDataURL()} ${frame.querySelector(".film-size").textContent}`)
      .join("\n"),
  );
}

async function filmIs(page, right, complaint) {
  const end = Date.now() + 10_000;
  while (!right(await film(page))) {
    assert.ok(Date.now() < end, complaint);
    await page.waitForTimeout(30);
  }
}

test("a picture of a digit is read, dark on light and light on dark", async (t) => {
  const { page } = await visit(t);
  for (const [paper, ink] of [["#f4f1ea", "#222"], ["#101214", "#e8e8e0"]]) {
    await clear(page);
    const bytes = await pictureOf(page, DIGITS[7], paper, ink);
    await drop(page, { name: "seven.png", type: "image/png", bytes });
    await page.locator("loupe-film li[data-step=photo]").waitFor();
    await reads(page, 7);
  }
  await drawDigit(page, 3);
  await reads(page, 3);
});

/** A picture file with the strokes on paper, made by the browser's own canvas. */
function pictureOf(page, strokes, paper, ink) {
  return page.evaluate(
    async ([lines, paperColour, inkColour]) => {
      const canvas = new OffscreenCanvas(320, 360);
      const context = canvas.getContext("2d");
      context.fillStyle = paperColour;
      context.fillRect(0, 0, 320, 360);
      Object.assign(context, { strokeStyle: inkColour, lineWidth: 22, lineCap: "round", lineJoin: "round" });
      for (const [first, ...others] of lines) {
        context.beginPath();
        context.moveTo(first[0] * 320, first[1] * 360);
        for (const [x, y] of others) context.lineTo(x * 320, y * 360);
        context.stroke();
      }
      const blob = await canvas.convertToBlob();
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [strokes, paper, ink],
  );
}

test("on a phone a finger draws, and the page neither scrolls nor overflows", async (t) => {
  const { page } = await visit(t, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  for (const digit of [2, 7]) {
    await clear(page);
    const before = await page.evaluate(() => scrollY);
    await drawWithFinger(page, DIGITS[digit]);
    await reads(page, digit);
    assert.equal(await page.evaluate(() => scrollY), before, "the page scrolled under the finger");
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, "the page is wider than the phone");
});

test("undo while the pen is down ends the stroke, and a stroke may run over the edge", async (t) => {
  const { page } = await visit(t);
  await clear(page);
  const { x, y, width, height } = await page.locator(".pad-sheet").boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y - 30, { steps: 8 });
  await page.locator("loupe-answer .winner").waitFor();
  await button(page, "tool.undo").evaluate((undo) => undo.click());
  await page.getByText(text("answer.empty.drawing")).first().waitFor();
  await page.mouse.move(x + width / 2, y + height * 0.7, { steps: 8 });
  assert.ok(await page.locator(".pad-empty").isVisible(), "the stroke went on");
  await page.mouse.up();
  await drawStrokes(page, DIGITS[3]);
  await reads(page, 3);
});

test("the first stroke puts the sample away, and undo brings it back", async (t) => {
  const { page } = await visit(t);
  const [sample] = await page.locator("loupe-answer .winner .bar-label").allTextContents();
  await drawStrokes(page, DIGITS[7]);
  await reads(page, 7);
  await button(page, "tool.undo").click();
  await reads(page, sample);
});

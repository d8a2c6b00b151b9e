// The kernels in a layer's sheet: those of the weights file, number by number, and those of a network that learns.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { button, isReady, text, URL_OF_PAGE, visit } from "./support.mjs";
import { is, set } from "./trainer.mjs";

/** A 16-bit number of the file. */
function half(bits) {
  const [sign, exponent, fraction] = [bits >> 15, (bits >> 10) & 31, bits & 1023];
  const size = exponent === 0 ? (fraction / 1024) * 2 ** -14 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return sign ? -size : size;
}

/** The numbers of a tensor in a weights file, as they stand there. */
function tensor(model, name) {
  const file = readFileSync(new URL(`../../models/${model}.safetensors`, import.meta.url));
  const length = Number(file.readBigUInt64LE(0));
  const { data_offsets: [start, end], dtype } = JSON.parse(file.subarray(8, 8 + length).toString())[name];
  assert.equal(dtype, "F16");
  const bytes = file.subarray(8 + length + start, 8 + length + end);
  return Array.from({ length: bytes.length / 2 }, (_, index) => half(bytes.readUInt16LE(2 * index)));
}

const numbers = async (page) => (await page.locator(".kernel-numbers td").allTextContents()).map((value) => Number(value.replace("−", "-")));
const rounded = (values) => values.map((value) => Number(value.toFixed(3)));

async function openSheet(page, layer) {
  await page.getByTitle(text("layer.open", "en", { layer }), { exact: true }).click();
  await page.locator(".kernel-numbers td").first().waitFor();
}

test("the sheet shows each filter's kernel with the numbers of the file", async (t) => {
  const { page } = await visit(t, { open: false });
  await page.goto(`${URL_OF_PAGE}#vision`);
  await isReady(page);
  await openSheet(page, "conv2d");
  const all = tensor("vision", "conv2d/kernel");
  assert.equal(await page.locator(".kernels .kernel").count(), 16);
  assert.deepEqual(await numbers(page), rounded(all.slice(0, 9)));
  await page.getByRole("button", { name: text("kernels.filter", "en", { number: "5" }), exact: true }).click();
  await page.getByText(/^Filter 5, bias/).waitFor();
  assert.deepEqual(await numbers(page), rounded(all.slice(36, 45)));
});

test("while the network learns, its kernels move", async (t) => {
  const { page } = await visit(t);
  await openSheet(page, "conv2d");
  const shipped = await numbers(page);
  await set(page, { samples: 500, epochs: 3 });
  await button(page, "train.train").click();
  const another = (old) => [...document.querySelectorAll(".kernel-numbers td")].map((cell) => cell.textContent).join() !== old;
  const texts = async () => (await page.locator(".kernel-numbers td").allTextContents()).join();
  await page.waitForFunction(another, await texts());
  assert.notDeepEqual(await numbers(page), shipped);
  await page.waitForFunction(another, await texts());
  await is(page, "finished");
});

test("where only the last layers learn, the kernels stay, and the gradients say so", async (t) => {
  const { page } = await visit(t);
  await openSheet(page, "conv2d");
  const shipped = await numbers(page);
  await set(page, { start: "last", data: "shapes", epochs: 2 });
  await button(page, "train.train").click();
  await page.locator(".gradients dd").first().waitFor();
  await is(page, "finished");
  const sizes = await page.locator(".gradients dd").allTextContents();
  assert.deepEqual(sizes.slice(0, 2), Array(2).fill(text("gradients.none")));
  assert.match(sizes[2], /^\d\.\de-\d$/);
  await openSheet(page, "conv2d");
  assert.deepEqual(await numbers(page), shipped);
  const learned = Number((await page.locator(".epochs tbody tr").last().locator("td").last().textContent()));
  assert.ok(learned > 0.6, `what digits are made of tells shapes apart: ${learned}`);
});

// The panel of the program: what it shows, what it gives away, and that it follows the visitor's choices.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { button, text, visit } from "./support.mjs";
import { forget, is, set } from "./trainer.mjs";

const shown = (page) => page.locator("loupe-code pre").textContent();
const includes = (program, ...parts) => parts.forEach((part) => assert.ok(program.includes(part), `no ${part} in\n${program}`));

/** What the page saves when something is clicked: its name and its bytes. */
async function saved(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** The name of a safetensors file's network, and how many numbers it has. */
function contents(bytes) {
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
  const count = Object.values(tensors).reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side), 0);
  return [JSON.parse(metadata.loupe).spec.name, count];
}

test("the program names the layers, follows the settings, and can be copied and saved", async (t) => {
  const { page, context } = await visit(t);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  includes(await shown(page), 'layers.Conv2D(32, (3, 3), padding="same", activation="relu")', 'layers.Dense(10, activation="softmax")', "epochs=5", "Adam(");
  await set(page, { samples: 1000, epochs: 3, batch: 64, optimizer: "momentum", learning_rate: 0.01 });
  await page.waitForFunction(() => document.querySelector("loupe-code pre").textContent.includes("SGD(learning_rate=0.01"));
  includes(await shown(page), "epochs=3", "batch_size=64", "images[:1000]");
  await button(page, "code.copy").click();
  await button(page, "code.copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await shown(page));
  const { name, bytes } = await saved(page, button(page, "code.save", "en", { file: "loupe_digits.py" }));
  assert.equal(name, "loupe_digits.py");
  assert.equal(bytes.toString(), await shown(page));
  // A choice is worth copying anew; one that makes no sense is not taken over.
  await set(page, { seed: 7 });
  await button(page, "code.copy").waitFor();
  await set(page, { epochs: "" });
  includes(await shown(page), "epochs=3", "set_random_seed(7)");
});

test("without a right to the clipboard the program is selected", async (t) => {
  // As on a host without https.
  const deprive = (context) => context.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  const { page } = await visit(t, { before: deprive });
  await button(page, "code.copy").click();
  await button(page, "code.selected").waitFor();
  assert.equal(await page.evaluate(() => getSelection().toString().trim()), (await shown(page)).trim());
});

test("the summary is Keras', and comments are in the reader's language", async (t) => {
  const { page } = await visit(t, { language: "fr" });
  const rows = await page.locator(".keras-summary tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(rows, [
    ["Layer (type)", "Output Shape", "Param #"],
    ["conv2d (Conv2D)", "(None, 28, 28, 32)", "320"],
    ["conv2d_1 (Conv2D)", "(None, 28, 28, 16)", "4,624"],
    ["flatten (Flatten)", "(None, 12544)", "0"],
    ["dense (Dense)", "(None, 10)", "125,450"],
    ["Total params", "130,394 (509.35 KB)"],
    ["Trainable params", "130,394 (509.35 KB)"],
    ["Non-trainable params", "0 (0.00 B)"],
  ]);
  includes(await shown(page), `# ${text("program.train", "fr")}`);
  // A choice outlives the change of language, in the form and in the program.
  await set(page, { epochs: 9 });
  await page.getByRole("button", { name: "EN", exact: true }).click();
  await page.waitForFunction((words) => document.querySelector("loupe-code pre").textContent.includes(words), text("program.train"));
  includes(await shown(page), "epochs=9");
  assert.equal(await page.locator("loupe-train [name=epochs]").inputValue(), "9");
});

test("the shipped network and the visitor's own can be taken away, each with its card", async (t) => {
  const { page } = await visit(t);
  const files = page.locator(".code-files p");
  const [weights, card] = [text("code.weights"), text("code.card")];
  assert.equal(await files.nth(1).isVisible(), false);
  const shipped = await saved(page, files.nth(0).getByText(weights));
  assert.equal(shipped.name, "digits.safetensors");
  assert.deepEqual(contents(shipped.bytes), ["digits", 130_394]);
  includes((await saved(page, files.nth(0).getByText(card))).bytes.toString(), "# digits");

  await set(page, { samples: 500, epochs: 1, seed: 3 });
  await button(page, "train.train").click();
  await is(page, "finished");
  includes(await shown(page), '"loupe.safetensors"', "set_random_seed(3)");
  const own = await saved(page, files.nth(1).getByText(weights));
  assert.equal(own.name, "loupe.safetensors");
  assert.deepEqual(contents(own.bytes), ["digits", 130_394]);
  assert.notDeepEqual(own.bytes, shipped.bytes);
  await page.locator("loupe-results .specimen").first().waitFor();
  const { name, bytes } = await saved(page, files.nth(1).getByText(card));
  assert.equal(name, "loupe_digits.md");
  includes(bytes.toString(), "500 of MNIST", "| epoch | loss | accuracy | val_loss | val_accuracy |", text("card.validation"));
  // What was chosen since for the next run stays chosen when this one is forgotten.
  await set(page, { epochs: 2 });
  await forget(page);
  await is(page, "idle");
  assert.equal(await files.nth(1).isVisible(), false);
  includes(await shown(page), '"digits.safetensors"', "epochs=2");
});

test("every chapter has its own program, and finds its settings again", async (t) => {
  const { page } = await visit(t);
  const turn = async (chapter, part) => {
    await page.evaluate((name) => (location.hash = name), chapter);
    await page.waitForFunction((wanted) => document.querySelector("loupe-code pre").textContent.includes(wanted), part);
    return shown(page);
  };
  await set(page, { epochs: 8 });
  includes(await turn("catdog", 'name="catdog"'), 'layers.Dense(1, activation="sigmoid")', "binary_crossentropy", "epochs=40");
  await page.getByText(text("code.lead.course")).waitFor();
  await button(page, "code.save", "en", { file: "loupe_catdog.py" }).waitFor();
  includes(await turn("vision", 'name="vision"'), "epochs=5");
  assert.equal(await page.locator("loupe-train [name=epochs]").inputValue(), "5");
  includes(await turn("digits", 'name="digits"'), "epochs=8");
  assert.equal(await page.locator("loupe-train [name=epochs]").inputValue(), "8");
});

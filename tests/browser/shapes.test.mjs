// Shapes, which the project draws itself: a set that needs no file, for every network.
import assert from "node:assert/strict";
import test from "node:test";
import { URL_OF_PAGE, button, isReady, reads, text, visit } from "./support.mjs";
import { epochs, forget, is, set } from "./trainer.mjs";

/** Draws a triangle with the mouse, point up. */
async function drawTriangle(page) {
  await button(page, "tool.clear").click();
  const box = await page.locator(".pad-sheet").boundingBox();
  const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(0.5, 0.2));
  await page.mouse.down();
  for (const corner of [[0.15, 0.8], [0.85, 0.8], [0.5, 0.2]]) await page.mouse.move(...at(...corner), { steps: 12 });
  await page.mouse.up();
}

test("the network learns shapes within a few passes, and then speaks of them", async (t) => {
  const { page, requests } = await visit(t);
  await set(page, { data: "shapes" });
  await set(page, { samples: 4_000, epochs: 3 });
  await button(page, "train.train").click();
  await is(page, "finished");
  const accuracy = (await epochs(page, 3)).at(-1).at(-1);
  assert.ok(accuracy > 0.98, `${accuracy}`);
  assert.deepEqual(requests.filter((url) => url.includes("/data/")), [], "shapes need no file");
  // The answer speaks of shapes now.
  const bars = await page.locator("loupe-answer .bar-label").allTextContents();
  assert.equal(bars.length, 8);
  assert.ok(bars.includes(text("label.heart")));
  // Its own pictures are judged, by name.
  const names = await page.locator(".confusion tbody th").allTextContents();
  assert.deepEqual(names, bars);
  await drawTriangle(page);
  await reads(page, text("label.triangle"));
  await forget(page);
  await page.locator("loupe-answer li", { hasText: "9" }).waitFor();
});

test("a network for photos learns coloured shapes, goes on after a reload, and shows them in colour", async (t) => {
  const { page } = await visit(t, { open: false });
  await page.goto(`${URL_OF_PAGE}#objects`);
  await isReady(page);
  await set(page, { samples: 500, epochs: 2, batch: 64 });
  await button(page, "train.train").click();
  await epochs(page, 1);
  await page.reload();
  await is(page, "kept");
  await button(page, "train.resume").click();
  await is(page, "finished");
  await page.locator("loupe-answer li", { hasText: text("label.moon") }).waitFor();
  const coloured = await page.locator(".specimen canvas").first().evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, index) => index % 4 === 0 && value !== data[index + 1]);
  });
  assert.ok(coloured, "the pictures are grey");
});

// Language, theme, keyboard, screen reader, phone: the page is for everyone.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { clear, drawDigit, drawStrokes } from "./hand.mjs";
import { URL_OF_PAGE, button, isReady, reads, text, visit } from "./support.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SCREENS = [[1440, 900], [1024, 768], [390, 844]];
const SCREENSHOTS = process.env.LOUPE_SCREENSHOTS ?? "target/screenshots";

test("French where the browser speaks French, English elsewhere, and a choice that stays", async (t) => {
  const { page } = await visit(t, { language: "fr" });
  assert.equal(await page.getAttribute("html", "lang"), "fr");
  assert.match((await page.locator(".bar-number").allTextContents()).join(" "), /\d,\d{3}/);
  await button(page, "tool.clear", "fr").waitFor();
  await page.getByRole("button", { name: "EN", exact: true }).click();
  await button(page, "tool.clear", "en").waitFor();
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.match((await page.locator(".bar-number").allTextContents()).join(" "), /\d\.\d{3}/);
  await page.reload();
  await isReady(page);
  assert.equal(await page.getAttribute("html", "lang"), "en");
});

test("the theme follows the browser, and a choice that stays", async (t) => {
  const { page } = await visit(t, { theme: "dark" });
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await paper();
  await button(page, "theme.auto").click();
  const light = await paper();
  assert.notEqual(light, dark);
  await page.reload();
  await isReady(page);
  assert.equal(await paper(), light);
  await button(page, "theme.light").click();
  assert.equal(await paper(), dark);
});

test("the keyboard alone draws a digit and hears the answer", async (t) => {
  const { page } = await visit(t);
  await clear(page);
  await tabTo(page, ".pad-sheet");
  for (let row = 0; row < 8; row++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Space");
  for (let row = 0; row < 16; row++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await reads(page, 1);
  const heard = page.locator("loupe-answer [role=status]");
  await heard.filter({ hasText: text("answer.sure.drawing", "en", { label: "1" }) }).waitFor({ state: "attached" });
});

async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

test("Tab visits every control once, in the order of the page, and each one shows where it is", async (t) => {
  const { page } = await visit(t);
  await page.evaluate(() => document.activeElement?.blur());
  const visited = [];
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const node = document.activeElement;
      if (!node || node === document.body) return null;
      globalThis.stops ??= [];
      const again = globalThis.stops.includes(node);
      globalThis.stops.push(node);
      const style = getComputedStyle(node);
      const inner = [...node.querySelectorAll("*")].map((child) => getComputedStyle(child));
      const seen = [style, ...inner].some((one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0);
      return { name: node.getAttribute("aria-label") ?? node.textContent.trim(), tag: node.tagName, again, seen };
    });
    if (!stop || stop.again) break;
    visited.push(stop);
  }
  assert.ok(visited.length >= 20, `only ${visited.length} stops`);
  assert.deepEqual(visited.filter(({ seen }) => !seen), [], "the focus is not to be seen");
  const outOfOrder = await page.evaluate(() =>
    globalThis.stops.some((node, index) => {
      const next = globalThis.stops[index + 1];
      return next && !(node.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING) && next !== globalThis.stops[0];
    }),
  );
  assert.equal(outOfOrder, false, visited.map(({ name }) => name).join(" > "));
});

test("a layer opens and closes by keyboard, and the arrows walk over its maps", async (t) => {
  const { page } = await visit(t);
  const opener = button(page, "layer.open", "en", { layer: "conv2d" }).or(page.getByRole("button", { name: "conv2d", exact: true }));
  await opener.first().focus();
  await page.keyboard.press("Enter");
  const sheet = page.locator("loupe-sheet");
  await sheet.getByText(text("sheet.title", "en", { layer: "conv2d" })).waitFor();
  await sheet.locator(".cell").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.cell), "1");
  await page.getByText(text("lens.map", "en", { layer: "conv2d", number: "2" })).first().waitFor();
  await button(page, "sheet.close").press("Enter");
  await sheet.waitFor({ state: "hidden" });
});

for (const language of ["fr", "en"]) {
  for (const theme of ["light", "dark"]) {
    for (const [width, height] of SCREENS) {
      test(`axe finds nothing and nothing overflows: ${language}, ${theme}, ${width}x${height}`, async (t) => {
        const { page } = await visit(t, { language, theme, viewport: { width, height } });
        await picture(page, `${language}-${theme}-${width}x${height}-opening`);
        await drawDigit(page, 3);
        await reads(page, 3);
        if (width > 900) await page.locator("loupe-network .stand-name").nth(1).click();
        await picture(page, `${language}-${theme}-${width}x${height}-drawn`);
        await isWell(page);
      });
    }
  }
}

for (const chapter of ["objects", "catdog", "vision"]) {
  for (const [index, [width, height]] of SCREENS.entries()) {
    const theme = index % 2 ? "dark" : "light";
    test(`axe finds nothing and nothing overflows: ${chapter}, ${theme}, ${width}x${height}`, async (t) => {
      const { page } = await visit(t, { language: "fr", theme, viewport: { width, height }, open: false });
      await page.goto(`${URL_OF_PAGE}#${chapter}`);
      await isReady(page);
      if (chapter !== "vision") await button(page, "photo.square", "fr").click();
      if (width > 900) await page.locator("loupe-network .stand-name").nth(1).click();
      await picture(page, `fr-${theme}-${width}x${height}-${chapter}`);
      await isWell(page);
    });
  }
}

/** Asserts that axe finds nothing, and that nothing is wider than the screen. */
async function isWell(page) {
  const violations = await page.evaluate(`${AXE}; axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(found =>
    found.violations.map(({ id, help, nodes }) => id + ": " + help + ": " + nodes.map(node => node.html).join(" ")))`);
  assert.deepEqual(violations, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, "the page is wider than the screen");
}

async function picture(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

test("without scripts the page says what it needs", async (t) => {
  const { page } = await visit(t, { open: false, javaScriptEnabled: false });
  await page.goto(URL_OF_PAGE);
  await page.locator("noscript p[lang=en]").waitFor();
  await page.locator("noscript p[lang=fr]").waitFor();
});

test("a visitor who does everything at once gets the answer to the last thing", async (t) => {
  const { page } = await visit(t);
  const random = generator(7);
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const chance = random();
    if (chance < 0.5) await drawStrokes(page, [scribble(random)]);
    else if (chance < 0.6) await page.locator("loupe-film input").nth(Math.floor(random() * 4)).click();
    else if (chance < 0.7) await page.locator(".sample").nth(Math.floor(random() * 10)).click();
    else if (chance < 0.75) await page.getByRole("button", { name: random() < 0.5 ? "FR" : "EN", exact: true }).click();
    else if (chance < 0.8) await page.locator("loupe-network .stand-name").nth(1 + Math.floor(random() * 4)).click();
    else if (chance < 0.9) await page.keyboard.press(["Tab", "Space", "ArrowDown", "Backspace"][Math.floor(random() * 4)]);
    else await page.locator("loupe-tools button").nth(Math.floor(random() * 4)).click();
  }
  await page.getByRole("button", { name: "EN", exact: true }).click();
  for (const box of await page.locator("loupe-film input").all()) await box.check();
  await button(page, "tool.pen").click();
  await drawDigit(page, 2);
  await reads(page, 2);
});

/** A small seeded generator, so that a failure can be seen again. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function scribble(random) {
  return Array.from({ length: 3 + Math.floor(random() * 5) }, () => [random(), random()]);
}

// Measures what a visitor waits for, and prints a table for BENCHMARKS.md. Called by `cargo xtask bench` with the
// folder of the build; the page itself is at LOUPE_URL.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";
import { crewTable } from "./crew-bench.mjs";
import { learningTable } from "./learning-bench.mjs";
import { DIGITS, clear, padBox } from "./hand.mjs";

const [dist] = process.argv.slice(2);
const page = process.env.LOUPE_URL;
const VISITS = 7;
/** A mouse reports about this often. */
const MOVE_EVERY_MS = 8;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

/** Notes, in the page, when the first answer stood there, what was asked of the worker and when it answered. */
function observe() {
  const notes = { firstAnswer: 0, moves: [], asked: new Map(), answered: [], longest: 0 };
  globalThis.notes = notes;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) notes.longest = Math.max(notes.longest, duration);
  }).observe({ type: "longtask", buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector("loupe-answer .bar-number")?.textContent) return;
    observer.disconnect();
    requestAnimationFrame(() => (notes.firstAnswer = performance.now()));
  }).observe(document, { subtree: true, childList: true, characterData: true });
  addEventListener("pointermove", (event) => event.buttons && notes.moves.push(event.timeStamp), { capture: true });
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...others) {
    if (message.kind === "look") notes.asked.set(message.id, performance.now());
    return postMessage.call(this, message, ...others);
  };
  const { addEventListener: listen } = Worker.prototype;
  Worker.prototype.addEventListener = function (type, listener, ...others) {
    if (type !== "message") return listen.call(this, type, listener, ...others);
    const noting = (event) => {
      listener(event);
      const asked = notes.asked.get(event.data.id);
      if (asked) requestAnimationFrame(() => notes.answered.push([asked, performance.now()]));
    };
    return listen.call(this, type, noting, ...others);
  };
}

async function visit() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const files = new Set();
  context.on("requestfinished", (request) => files.add(request.url()));
  const tab = await context.newPage();
  await tab.addInitScript(observe);
  await tab.goto(page);
  await tab.waitForFunction(() => globalThis.notes.firstAnswer > 0);
  const opening = await tab.evaluate(() => ({ first: globalThis.notes.firstAnswer, longest: globalThis.notes.longest }));
  return { context, tab, files: [...files], ...opening };
}

/** Draws every digit once at a mouse's pace and tells how long each movement waited for its answer. */
async function drawEverything(tab) {
  const box = await padBox(tab);
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await tab.evaluate(() => Object.assign(globalThis.notes, { longest: 0, answered: [], moves: [] }));
  for (const strokes of Object.values(DIGITS)) {
    await clear(tab);
    for (const [first, ...others] of strokes) {
      await tab.mouse.move(...at(first));
      await tab.mouse.down();
      for (const point of others) {
        await tab.mouse.move(...at(point));
        await tab.waitForTimeout(MOVE_EVERY_MS);
      }
      await tab.mouse.up();
    }
  }
  await tab.waitForTimeout(500);
  return tab.evaluate(() => {
    const { moves, answered, longest } = globalThis.notes;
    const waits = moves.map((move) => answered.find(([asked]) => asked >= move)).map((found, index) => found && found[1] - moves[index]);
    return { waits: waits.filter((wait) => wait !== undefined), longest, answers: answered.map(([, shown]) => shown) };
  });
}

/** The same while the digits network learns, and how many milliseconds a step of that takes. */
async function drawWhileItLearns(tab) {
  await tab.locator("loupe-train [name=samples]").selectOption("9000");
  await tab.locator("loupe-train [name=epochs]").fill("50");
  await tab.locator("loupe-train .primary").click();
  await tab.locator(".train-results:not([hidden])").waitFor({ timeout: 60_000 });
  const drawn = await drawEverything(tab);
  const step = Number(/(\d+)ms\/step/.exec(await tab.locator(".train-line").textContent())[1]);
  await tab.locator("loupe-train .primary").click();
  return { ...drawn, step };
}

const sorted = (values) => [...values].sort((one, other) => one - other);
const quantile = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(part * values.length))];
const milliseconds = (value) => `${value.toFixed(0)} ms`;

/** Answers per second, within strokes: pauses between digits are left out. */
function pace(answers) {
  const gaps = answers.slice(1).map((time, index) => time - answers[index]).filter((gap) => gap < 200);
  return 1000 / quantile(gaps, 0.5);
}

const firsts = [];
let opened;
for (let count = 0; count < VISITS; count++) {
  await opened?.context.close();
  opened = await visit();
  firsts.push(opened.first);
}
const drawn = await drawEverything(opened.tab);
const learning = await drawWhileItLearns(opened.tab);
const fileOf = (address) => join(dist, address.slice(page.length).split("?")[0] || "index.html");
const weights = opened.files.filter((address) => address.startsWith(page)).map((address) => {
  const bytes = readFileSync(fileOf(address));
  // Fonts are compressed already; a host sends them as they are.
  return address.endsWith(".woff2") ? bytes.length : brotliCompressSync(bytes).length;
});
const longest = (value) => (value === 0 ? "none over 50 ms" : milliseconds(value));

console.log(`Chromium ${browser.version().split(".")[0]}, ${cpus().length} cores, CPU engine, cold cache, ${VISITS} visits.

| measure | median | 95 % or worst |
|---|---|---|
| opening to first answer | ${milliseconds(quantile(firsts, 0.5))} | ${milliseconds(Math.max(...firsts))} |
| stroke to answer on the screen (${drawn.waits.length} movements) | ${milliseconds(quantile(drawn.waits, 0.5))} | ${milliseconds(quantile(drawn.waits, 0.95))} |
| the same while it learns (${milliseconds(learning.step)} a step, ${learning.waits.length} movements) | ${milliseconds(quantile(learning.waits, 0.5))} | ${milliseconds(quantile(learning.waits, 0.95))} |
| longest task of the main thread, drawing while it learns | | ${longest(learning.longest)} |
| answers per second while drawing | ${pace(drawn.answers).toFixed(0)} | |
| longest task of the main thread, opening | | ${longest(opened.longest)} |
| longest task of the main thread, drawing | | ${longest(drawn.longest)} |
| bytes to first answer (brotli) | ${(weights.reduce((sum, bytes) => sum + bytes, 0) / 1000).toFixed(0)} kB in ${weights.length} files | |

${await learningTable(browser, page)}

${await crewTable(browser, page)}`);
await browser.close();

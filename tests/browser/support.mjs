// What every browser test needs: a fresh visitor, the page's own words, its answer, and a note of all that went wrong.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after } from "node:test";
import { chromium } from "playwright-core";

/** The page as `cargo xtask test` serves it, under a sub-path. */
export const URL_OF_PAGE = process.env.LOUPE_URL ?? "http://127.0.0.1:8080/";
const ORIGIN = new URL(URL_OF_PAGE).origin;

/** Generous: two cores, a software GPU and other work beside it. Nothing fails for being slow. */
export const PATIENCE_MS = 60_000;

const SANDBOX = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
/** A camera that shows a moving picture. */
const CAMERA = ["--use-fake-device-for-media-stream"];
const SOFTWARE_GPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** @type {Map<boolean, Promise<import("playwright-core").Browser>>} */
const browsers = new Map();
after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

function browserWith(gpu) {
  if (!browsers.has(gpu)) {
    const args = [...SANDBOX, ...CAMERA, ...(gpu ? SOFTWARE_GPU : [])];
    browsers.set(gpu, chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args }));
  }
  return browsers.get(gpu);
}

const dictionaries = Object.fromEntries(
  ["fr", "en"].map((language) => [
    language,
    JSON.parse(readFileSync(new URL(`../../web/i18n/${language}.json`, import.meta.url), "utf8")),
  ]),
);

/** A text of the page. */
export function text(key, language = "en", values = {}) {
  const found = dictionaries[language][key];
  assert.ok(found, `no text ${key} in ${language}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * A new visitor with an empty cache and nothing remembered.
 * `before` prepares the context, for instance with routes. `expected` names complaints that belong to the test;
 * any other complaint of the page or its workers, and any request to another origin, fails it.
 */
export async function visit(t, { gpu = false, language = "en", theme = "light", expected = [], before, open = true, ...options } = {}) {
  const browser = await browserWith(gpu);
  const context = await browser.newContext({
    locale: language === "fr" ? "fr-FR" : "en-GB",
    colorScheme: theme,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const problems = [];
  const requests = [];
  context.on("request", (request) => requests.push(request.url()));
  context.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  context.on("weberror", (error) => problems.push(String(error.error())));
  await before?.(context);
  const page = await context.newPage();
  t.after(async () => {
    await context.close();
    const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
    assert.deepEqual(unexpected, [], "the page complained");
    assert.deepEqual(requests.filter(isForeign), [], "the page asked another origin");
  });
  if (open) {
    await page.goto(URL_OF_PAGE);
    await isReady(page);
  }
  return { page, context, requests, problems };
}

function isForeign(address) {
  const { origin, protocol } = new URL(address);
  return protocol !== "data:" && protocol !== "chrome:" && origin !== ORIGIN;
}

/** Waits until an engine has answered. */
export async function isReady(page) {
  await page.locator(".chip[data-phase=ready]").waitFor();
  await page.waitForFunction(() => document.querySelector("loupe-answer .bar-number")?.textContent);
}

/** The numbers of the bars, in the order of the classes. */
export async function probabilities(page) {
  const numbers = await page.locator("loupe-answer .bar-number").allTextContents();
  return numbers.map((number) => Number(number.replace(",", ".")));
}

/** Waits until the page reads this class, and is sure of it. */
export async function reads(page, label) {
  const isRead = (wanted) => document.querySelector("loupe-answer .winner .bar-label")?.textContent === wanted;
  try {
    await page.waitForFunction(isRead, String(label));
  } catch {
    const headline = await page.locator("loupe-answer .answer-headline").textContent();
    assert.fail(`drawn: ${label}; the page says "${headline}", ${await probabilities(page)}`);
  }
}

/** Waits for a sentence of the page's toast. */
export async function says(page, key, language = "en") {
  const sentence = text(key, language);
  await page.locator("loupe-toast.shown .toast-text", { hasText: sentence }).waitFor();
}

/** Asserts that no toast is shown. */
export async function isQuiet(page) {
  assert.equal(await page.locator("loupe-toast.shown").count(), 0, "a toast is shown");
}

/** Chooses the engine in the menu of the status chip. */
export async function choose(page, mode) {
  await page.locator(".chip").click();
  // Not check(): the page may answer by going back to another choice.
  await page.locator(`#engine-menu input[value=${mode}]`).click();
  await page.keyboard.press("Escape");
}

/** Waits until this engine is the one that answers. */
export async function answersOn(page, backend) {
  await page.locator(`.chip[data-backend=${backend}][data-phase=ready]`).waitFor();
}

/** The button of this name. */
export function button(page, key, language = "en", values = {}) {
  return page.getByRole("button", { name: text(key, language, values), exact: true });
}

/** Runs a function in every worker that is alive. A worker that never answers is not waited for. */
export async function inWorkers(page, action, argument) {
  return Promise.all(page.workers().map((worker) => worker.evaluate(action, argument)));
}

/** The address of a file of this build, as the page's own modules see it. */
export function addressOf(page, path) {
  return page.evaluate((inside) => {
    const main = document.querySelector("script[type=module]");
    return new URL(inside, main.src).href;
  }, path);
}

/** Puts files on the page as a drop would. */
export async function drop(page, ...files) {
  const transfer = await page.evaluateHandle(
    (dropped) => {
      const transfer = new DataTransfer();
      for (const { name, type, bytes } of dropped) transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
      return transfer;
    },
    files.map(({ name, type, bytes }) => ({ name, type, bytes: [...bytes] })),
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

// Measures how much quicker networks learn in the page with more workers than with one.
import { cpus } from "node:os";

const CHAPTERS = ["digits", "vision", "objects", "catdog"];
const WARM_MS = 3_000;
const MEASURED_MS = 6_000;
const BATCH = 32;
const EPOCHS = 100;

/** Training images per second, of a run on shapes, which needs no file. */
async function pace(browser, address, chapter, workers) {
  const context = await browser.newContext({ locale: "en-GB" });
  await context.addInitScript((power) => localStorage.setItem("loupe.power", power), String(workers));
  const page = await context.newPage();
  await page.goto(`${address}#${chapter}`);
  await page.locator(".chip[data-phase=ready]").waitFor();
  await page.locator("loupe-train [name=data]").selectOption("shapes");
  await page.locator("loupe-train [name=samples]").selectOption({ index: 4 });
  await page.locator("loupe-train [name=epochs]").fill(String(EPOCHS));
  await page.locator("loupe-train .primary").click();
  await page.locator("loupe-train[data-phase=running]").waitFor({ timeout: 120_000 });
  await page.waitForTimeout(WARM_MS);
  // The engine of the answers would have a share of the cores: the weights from before the first step answer.
  await page.locator(".train-slider input").fill("0");
  // Steps are counted as the panel tells them, within one epoch, so that nothing is validated meanwhile.
  const images = await page.evaluate(async ([milliseconds, batch]) => {
    const line = document.querySelector(".train-line");
    const told = () => new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        const [, epoch, step] = /Epoch (\d+)\/\d+\n(\d+)\//.exec(line.textContent).map(Number);
        resolve({ epoch, step, at: performance.now() });
      });
      observer.observe(line, { childList: true, characterData: true, subtree: true });
    });
    let [steps, elapsed, before] = [0, 0, await told()];
    while (elapsed < milliseconds) {
      const now = await told();
      if (now.epoch === before.epoch) [steps, elapsed] = [steps + now.step - before.step, elapsed + now.at - before.at];
      before = now;
    }
    return (steps * batch * 1000) / elapsed;
  }, [MEASURED_MS, BATCH]);
  await context.close();
  return images;
}

/** A table: a row a network, with one worker and with as many as there are cores, and the ratio. */
export async function crewTable(browser, address) {
  const many = cpus().length;
  const rows = [];
  for (const chapter of CHAPTERS) {
    const alone = await pace(browser, address, chapter, 1);
    const shared = await pace(browser, address, chapter, many);
    rows.push(`| ${chapter} | ${alone.toFixed(0)} | ${shared.toFixed(0)} | ${(shared / alone).toFixed(2)} |`);
  }
  return `Training in the page, images/s at batch ${BATCH}, validation and drawing left out.

| network | 1 worker | ${many} workers | ratio |
|---|---|---|---|
${rows.join("\n")}`;
}

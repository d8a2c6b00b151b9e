// What a test does with the training panel.
import { button } from "./support.mjs";

/** Waits until the panel is in this phase. */
export const is = (page, phase) => page.locator(`loupe-train[data-phase=${phase}]`).waitFor();

/** Chooses in the panel's form. */
export async function set(page, fields) {
  const folded = page.locator(".lesson details:not([open]) summary");
  if (await folded.count()) await folded.click();
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`loupe-train [name=${name}]`);
    if ((await field.evaluate(({ tagName }) => tagName)) === "SELECT") await field.selectOption(String(value));
    else await field.fill(String(value));
  }
}

/** The table's rows: epoch, loss, accuracy, val_loss, val_accuracy. */
export async function rows(page) {
  const texts = await page.locator(".epochs tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  return texts.map((row) => row.map(Number));
}

/** Ends a worker as a crash would; by default the newest. The first one answers, the second leads the training. */
export function kill(page, index = -1) {
  return page.workers().at(index).evaluate(() => void setTimeout(() => { throw new Error("killed by the test"); }));
}

/** Waits for so many rows. */
export async function epochs(page, count) {
  await page.locator(`.epochs tbody tr:nth-child(${count})`).waitFor();
  return rows(page);
}

export const line = (page) => page.locator(".train-line").textContent();

/** The step of the epoch that Keras' line names. */
export async function step(page) {
  return Number(/(\d+)\/\d+ [━─]/.exec(await line(page))?.[1] ?? 0);
}

/** Forgets the run, which the page wants to hear twice. */
export async function forget(page) {
  await button(page, "train.reset").click();
  await button(page, "train.forget").click();
}

/** Pauses, gives the storage its time, and opens the page anew: the run was kept. */
export async function pauseAndReload(page) {
  await button(page, "train.pause").click();
  await is(page, "paused");
  await page.waitForTimeout(1000);
  await page.reload();
  await is(page, "kept");
}

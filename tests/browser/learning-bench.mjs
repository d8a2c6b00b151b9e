// Measures how soon a network that learns in the page is good, from the press on Train, trial and data included.

/** What is asked of a run, and how much of it is right then. */
const RUNS = [
  { data: "digits", samples: 5_000, target: 0.95 },
  { data: "shapes", samples: 4_000, target: 0.98 },
];
const PATIENCE_MS = 180_000;

/** Seconds until the curve stands, and until so much is right. */
async function soon(browser, address, { data, samples, target }) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${address}#digits`);
  await page.locator(".chip[data-phase=ready]").waitFor();
  await page.locator(".lesson summary").click();
  await page.locator("loupe-train [name=data]").selectOption(data);
  await page.locator("loupe-train [name=samples]").selectOption(String(samples));
  await page.locator("loupe-train [name=epochs]").fill("20");
  await page.locator("loupe-train [name=target]").selectOption(String(target));
  // The visitor has turned to the form: what it tries out then is over when Train is pressed.
  await page.locator(".train-estimate .note", { hasText: "per epoch" }).waitFor();
  const start = Date.now();
  await page.locator("loupe-train .primary").click();
  await page.locator(".train-results:not([hidden])").waitFor();
  const curve = Date.now() - start;
  await page.locator("loupe-train[data-phase=finished]").waitFor();
  const good = Date.now() - start;
  const right = await page.locator(".epochs tbody tr").last().locator("td").last().textContent();
  await context.close();
  return `| ${data} | ${samples} | ${(curve / 1000).toFixed(1)} | ${(good / 1000).toFixed(1)} | ${right} |`;
}

/** A table: a row for each set. */
export async function learningTable(browser, address) {
  const rows = [];
  for (const run of RUNS) rows.push(await soon(browser, address, run));
  return `The digits network from random numbers, from the press on Train: seconds until the curve moves, and until the epoch
after which so many of the 1,000 unseen pictures are right.

| set | pictures | curve | good | right |
|---|---|---|---|---|
${rows.join("\n")}`;
}

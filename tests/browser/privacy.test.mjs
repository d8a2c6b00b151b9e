// Nothing leaves the device: not from the page, not from its worker, not even where a host sends no headers.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { drawDigit } from "./hand.mjs";
import { URL_OF_PAGE, button, choose, inWorkers, isReady, reads, text, visit } from "./support.mjs";

const REFUSALS = [/Content Security Policy/, /violates/];

/** A server that would answer anyone, to see who asks. */
const elsewhere = { asked: 0, url: "" };
const server = createServer((request, response) => {
  elsewhere.asked++;
  response.writeHead(200, { "access-control-allow-origin": "*" }).end("hello");
});
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  elsewhere.url = `http://127.0.0.1:${server.address().port}/`;
  await fetch(elsewhere.url);
  assert.equal(elsewhere.asked, 1, "the server that should not be asked does not even work");
});
after(() => server.close());

const ask = (address) => fetch(address).then(() => "sent", () => "refused");

async function asksNobody(page) {
  assert.equal(await page.evaluate(ask, elsewhere.url), "refused");
  const workers = await inWorkers(page, ask, elsewhere.url);
  assert.ok(workers.length > 0, "no worker to try");
  assert.ok(workers.every((answer) => answer === "refused"), "a worker reached another origin");
  assert.equal(elsewhere.asked, 1);
}

test("page and worker cannot reach another origin", async (t) => {
  const { page } = await visit(t, { expected: REFUSALS });
  await asksNobody(page);
});

test("nor where the host sends no headers", async (t) => {
  const bare = async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { "content-type": response.headers()["content-type"] } });
  };
  const { page } = await visit(t, { expected: REFUSALS, before: (context) => context.route("**/*", bare) });
  await asksNobody(page);
});

test("a whole visit asks for files of this page only, and none of them twice", async (t) => {
  const { page, requests } = await visit(t, { gpu: true });
  await page.getByText(text("page.privacy")).waitFor();
  await drawDigit(page, 4);
  await reads(page, 4);
  await button(page, "sample.name", "en", { label: "8" }).click();
  await page.getByRole("button", { name: "FR", exact: true }).click();
  await page.getByRole("button", { name: "EN", exact: true }).click();
  await choose(page, "cpu");
  await reads(page, 8);
  const files = requests.filter((address) => address.startsWith(URL_OF_PAGE));
  const big = files.filter((address) => /\.(wasm|safetensors|woff2)$/.test(address));
  assert.ok(big.length >= 4, `${files}`);
  assert.equal(new Set(big).size, big.length, "a large file was asked for twice");
});

test("the server's headers are those of production", async () => {
  const { headers } = await fetch(URL_OF_PAGE);
  const policy = headers.get("content-security-policy");
  for (const rule of ["default-src 'none'", "connect-src 'self'", "worker-src 'self' blob:", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) {
    assert.ok(policy.includes(rule), rule);
  }
  assert.ok(!policy.includes("unsafe-inline") && !policy.includes("'unsafe-eval'"), policy);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "no-referrer");
});

test("the page has no inline script, style or handler", async (t) => {
  const { page } = await visit(t);
  await isReady(page);
  const inline = await page.evaluate(() =>
    [...document.querySelectorAll("script:not([src]), style, [onclick], [onload], [onerror]")].map((node) => node.outerHTML),
  );
  assert.deepEqual(inline, []);
});

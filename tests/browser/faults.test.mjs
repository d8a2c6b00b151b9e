// What can go wrong does, and the visitor goes on drawing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawDigit } from "./hand.mjs";
import { URL_OF_PAGE, addressOf, button, drop, inWorkers, isQuiet, isReady, reads, says, visit } from "./support.mjs";

const PANIC = [/panicked at/, /unreachable/];

test("a panic of the engine costs neither the drawing nor the next one", async (t) => {
  const { page } = await visit(t, { expected: PANIC });
  await drawDigit(page, 3);
  await reads(page, 3);
  const first = page.workers()[0];
  await page.evaluate(() => globalThis.loupe.crash());
  await says(page, "restarted.engine.panic");
  await isReady(page);
  assert.notEqual(page.workers()[0], first, "the broken worker is still there");
  await reads(page, 3);
  await drawDigit(page, 8);
  await reads(page, 8);
});

test("a panic behind the bridge's back is noticed too", async (t) => {
  const { page } = await visit(t, { expected: PANIC });
  const script = await addressOf(page, "./cpu/engine.js");
  await drawDigit(page, 2);
  await inWorkers(page, async (address) => {
    const engine = await import(address);
    try {
      engine.crash();
    } catch {
      // The panic hook has spoken: that is all the page may rely on.
    }
  }, script).catch(() => {});
  await says(page, "restarted.engine.panic");
  await isReady(page);
  await reads(page, 2);
});

test("an engine that hangs is replaced", async (t) => {
  const { page } = await visit(t);
  inWorkers(page, () => {
    for (;;);
  }).catch(() => {});
  await drawDigit(page, 4);
  await says(page, "restarted.engine.silent");
  await isReady(page);
  await reads(page, 4);
});

test("a broken, an empty and a wrongly named file get one sentence each, and the drawing stays", async (t) => {
  const { page } = await visit(t);
  await drawDigit(page, 6);
  await reads(page, 6);
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];
  const files = [
    [png, "unreadable"],
    [[], "unknown"],
    [[...Buffer.from("%PDF-1.7 not a picture")], "unknown"],
  ];
  for (const [bytes, fault] of files) {
    await drop(page, { name: "photo.png", type: "image/png", bytes });
    await says(page, `fault.picture.${fault}`);
    await button(page, "toast.dismiss").click();
    await reads(page, 6);
  }
  await drawDigit(page, 1);
  await reads(page, 1);
});

test("a file that can no longer be read is told as such, and costs no engine", async (t) => {
  const { page } = await visit(t);
  await drawDigit(page, 6);
  await reads(page, 6);
  await inWorkers(page, () => {
    Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("the file was moved", "NotFoundError"));
  });
  const first = page.workers()[0];
  await drop(page, { name: "moved.png", type: "image/png", bytes: [1, 2, 3] });
  await says(page, "fault.picture.unreadable");
  await reads(page, 6);
  assert.equal(page.workers()[0], first, "the engine was replaced");
});

test("a file that is too large is refused before it is read", async (t) => {
  const { page } = await visit(t);
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(25_000_001)], "video.mp4", { type: "video/mp4" }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
  await says(page, "picture.too-large");
  await drawDigit(page, 9);
  await reads(page, 9);
});

test("with the network cut, the open page goes on, even through a panic", async (t) => {
  const { page, context } = await visit(t, { expected: [...PANIC, /Failed to load resource|ERR_INTERNET_DISCONNECTED/] });
  await context.setOffline(true);
  await drawDigit(page, 7);
  await reads(page, 7);
  await page.evaluate(() => globalThis.loupe.crash());
  await says(page, "restarted.engine.panic");
  await isReady(page);
  await drawDigit(page, 0);
  await reads(page, 0);
});

test("a page of one build does not mix with an engine of another", async (t) => {
  const { page } = await visit(t, {
    open: false,
    before: (context) =>
      context.route(URL_OF_PAGE, async (route) => {
        const response = await route.fetch();
        const page = (await response.text()).replace(/(name="build" content=")[^"]+/, "$1000000000000");
        await route.fulfill({ response, body: page });
      }),
  });
  await page.goto(URL_OF_PAGE);
  await says(page, "stopped.build.mismatch");
  await button(page, "toast.reload").waitFor();
});

test("an engine that cannot be fetched is fetched again on request", async (t) => {
  let reachable = false;
  const { page } = await visit(t, {
    open: false,
    expected: [/Failed to load resource/],
    before: (context) => context.route("**/cpu/engine_bg.wasm", (route) => (reachable ? route.continue() : route.abort())),
  });
  await page.goto(URL_OF_PAGE);
  await says(page, "stopped.engine.unreachable");
  reachable = true;
  await button(page, "toast.retry").click();
  await isReady(page);
  await isQuiet(page);
  await drawDigit(page, 5);
  await reads(page, 5);
});

test("damaged weights are not used", async (t) => {
  let damaged = true;
  const { page } = await visit(t, {
    open: false,
    before: (context) =>
      context.route("**/digits.safetensors", async (route) => {
        const response = await route.fetch();
        const body = await response.body();
        await route.fulfill({ response, body: damaged ? body.subarray(0, body.length / 2) : body });
      }),
  });
  await page.goto(URL_OF_PAGE);
  await says(page, "stopped.weights.damaged");
  assert.equal(await page.locator("loupe-answer .winner").count(), 0, "an answer is shown");
  damaged = false;
  await button(page, "toast.retry").click();
  await isReady(page);
  await drawDigit(page, 2);
  await reads(page, 2);
});

// WebGPU, really run on a software adapter: it answers, and where it cannot be trusted the CPU does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawDigit } from "./hand.mjs";
import { answersOn, button, choose, inWorkers, isQuiet, isReady, probabilities, reads, says, text, URL_OF_PAGE, visit } from "./support.mjs";
import { epochs, is, set, step } from "./trainer.mjs";

/** Puts code before the GPU engine's own script, so that it runs in the worker before anything of it. */
function beforeTheEngine(context, code) {
  return context.route("**/gpu/engine.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

/** Keeps a worker's device where a test can take it away. */
const KEEP_DEVICE = `{
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...descriptor) {
    return (globalThis.device = await request.apply(this, descriptor));
  };
}`;

/** Without an adapter these tests prove nothing, so its absence is a failure, unless the caller of the tests allows it. */
async function needsAdapter(t, page) {
  const found = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  if (found) return true;
  assert.ok(process.env.LOUPE_ALLOW_NO_GPU, "no WebGPU adapter (LOUPE_ALLOW_NO_GPU=1 skips these tests)");
  console.log("SKIPPED: no WebGPU adapter");
  t.skip("SKIPPED: no WebGPU adapter");
  return false;
}

test("the GPU engine answers as the CPU does", async (t) => {
  const { page, requests } = await visit(t, { gpu: true });
  if (!(await needsAdapter(t, page))) return;
  await choose(page, "cpu");
  await answersOn(page, "cpu");
  await drawDigit(page, 3);
  await reads(page, 3);
  const onCpu = await probabilities(page);
  await choose(page, "gpu");
  await answersOn(page, "gpu");
  await isQuiet(page);
  assert.deepEqual(await probabilities(page), onCpu);
  for (const digit of [7, 0, 4]) {
    await drawDigit(page, digit);
    await reads(page, digit);
    await answersOn(page, "gpu");
  }
  assert.ok(requests.some((address) => address.endsWith("/gpu/engine_bg.wasm")));
  // Back in automatic mode the two are timed, and a GPU in software is the slower one.
  await choose(page, "auto");
  await answersOn(page, "cpu");
  await choose(page, "gpu");
  await answersOn(page, "gpu");
  await choose(page, "cpu");
  await answersOn(page, "cpu");
  await drawDigit(page, 2);
  await reads(page, 2);
});

test("in automatic mode each network is timed anew, for a GPU may be the quicker one for a larger one", async (t) => {
  const { page } = await visit(t, { gpu: true });
  if (!(await needsAdapter(t, page))) return;
  const timed = async (count) => {
    for (;;) {
      await page.locator("loupe-status").evaluate((status) => status.dispatchEvent(new CustomEvent("details", { bubbles: true })));
      const lines = (await page.locator("loupe-details pre").textContent()).match(/timed: gpu/g) ?? [];
      await page.keyboard.press("Escape");
      if (lines.length >= count) return;
      await page.waitForTimeout(500);
    }
  };
  await timed(1);
  await page.goto(`${URL_OF_PAGE}#vision`);
  await timed(2);
  await answersOn(page, "cpu");
});

test("without WebGPU the CPU answers, nothing is said, and the GPU engine is not fetched", async (t) => {
  const { page, requests } = await visit(t, { gpu: false });
  assert.equal(await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter())), false);
  await drawDigit(page, 6);
  await reads(page, 6);
  await answersOn(page, "cpu");
  await isQuiet(page);
  assert.ok(!requests.some((address) => address.includes("/gpu/")), "the GPU engine was fetched");
  await choose(page, "gpu");
  await says(page, "fault.gpu.absent");
  await drawDigit(page, 1);
  await reads(page, 1);
});

test("a GPU that computes wrongly is found out, and the CPU answers", async (t) => {
  const wrong = `{
    const make = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      const code = descriptor.code.replace(/\\bmax\\(/g, "min(").replace(/\\bfma\\(/g, "-fma(");
      if (code !== descriptor.code) console.log("altered a shader");
      return make.call(this, { ...descriptor, code });
    };
  }`;
  // The worker is gone once it is found out, so it tells of its alterations while it lives.
  let altered = 0;
  const before = (context) => {
    context.on("console", (message) => (altered += message.text() === "altered a shader" ? 1 : 0));
    return beforeTheEngine(context, wrong);
  };
  const { page } = await visit(t, { gpu: true, before });
  if (!(await needsAdapter(t, page))) return;
  await choose(page, "gpu");
  await says(page, "fault.gpu.wrong-numbers");
  assert.ok(altered > 0, "no shader was altered");
  await answersOn(page, "cpu");
  await drawDigit(page, 7);
  await reads(page, 7);
});

test("a GPU that refuses to open leaves the CPU at work", async (t) => {
  const refuse = `GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException("no device today", "OperationError"))`;
  const { page } = await visit(t, { gpu: true, expected: [/./], before: (context) => beforeTheEngine(context, refuse) });
  if (!(await needsAdapter(t, page))) return;
  await choose(page, "gpu");
  await says(page, "fault.gpu.unavailable");
  await answersOn(page, "cpu");
  await drawDigit(page, 9);
  await reads(page, 9);
});

test("a GPU that is lost while drawing costs nothing but itself", async (t) => {
  const { page } = await visit(t, { gpu: true, expected: [/./], before: (context) => beforeTheEngine(context, KEEP_DEVICE) });
  if (!(await needsAdapter(t, page))) return;
  await choose(page, "gpu");
  await answersOn(page, "gpu");
  await drawDigit(page, 3);
  await reads(page, 3);
  const destroyed = await inWorkers(page, () => {
    globalThis.device?.destroy();
    return Boolean(globalThis.device);
  });
  assert.ok(destroyed.includes(true), "no worker had a device");
  await drawDigit(page, 8);
  await says(page, "fault.gpu.lost");
  await answersOn(page, "cpu");
  await reads(page, 8);
  await drawDigit(page, 5);
  await reads(page, 5);
});

test("a GPU that is lost while a network learns costs no step that was kept, and the CPU goes on", async (t) => {
  const { page } = await visit(t, { gpu: true, expected: [/./], open: false, before: (context) => beforeTheEngine(context, KEEP_DEVICE) });
  await page.goto(`${URL_OF_PAGE}#vision`);
  await isReady(page);
  if (!(await needsAdapter(t, page))) return;
  await choose(page, "gpu");
  await answersOn(page, "gpu");
  await set(page, { samples: 500, epochs: 1, batch: 8 });
  await button(page, "train.train").click();
  const reached = (wanted) => page.waitForFunction((least) => Number(/(\d+)\/63 /.exec(document.querySelector(".train-line").textContent)?.[1]) >= least, wanted);
  await reached(5);
  await button(page, "train.pause").click();
  await is(page, "paused");
  const kept = await step(page);
  await button(page, "train.resume").click();
  await reached(kept + 1);
  await page.workers().at(-1).evaluate(() => globalThis.device.destroy());
  await page.getByText(text("training.restarted", "en", { epoch: "0" })).waitFor();
  await page.locator(".train-note", { hasText: "CPU" }).waitFor();
  assert.ok((await step(page)) >= kept, "steps that were kept are done again");
  const [[, loss]] = await epochs(page, 1);
  assert.ok(Number.isFinite(loss) && loss < 2.3, `${loss}`);
  await is(page, "finished");
});

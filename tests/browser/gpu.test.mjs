// WebGPU, really run on a software adapter: it answers, and where it cannot be trusted the CPU does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawDigit } from "./hand.mjs";
import { answersOn, choose, inWorkers, isQuiet, isReady, probabilities, reads, says, visit } from "./support.mjs";

/** Puts code before the GPU engine's own script, so that it runs in the worker before anything of it. */
function beforeTheEngine(context, code) {
  return context.route("**/gpu/engine.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

/** Skips a test where the browser has no adapter, in so many words. */
async function needsAdapter(t, page) {
  const found = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  if (found) return true;
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
  await choose(page, "cpu");
  await answersOn(page, "cpu");
  await drawDigit(page, 2);
  await reads(page, 2);
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
      globalThis.altered = (globalThis.altered ?? 0) + (code === descriptor.code ? 0 : 1);
      return make.call(this, { ...descriptor, code });
    };
  }`;
  const { page } = await visit(t, { gpu: true, before: (context) => beforeTheEngine(context, wrong) });
  if (!(await needsAdapter(t, page))) return;
  await choose(page, "gpu");
  await says(page, "fault.gpu.wrong-numbers");
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
  const keep = `{
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...descriptor) {
      return (globalThis.device = await request.apply(this, descriptor));
    };
  }`;
  const { page } = await visit(t, { gpu: true, expected: [/./], before: (context) => beforeTheEngine(context, keep) });
  if (!(await needsAdapter(t, page))) return;
  await choose(page, "gpu");
  await answersOn(page, "gpu");
  await drawDigit(page, 3);
  await reads(page, 3);
  await inWorkers(page, () => globalThis.device?.destroy());
  await drawDigit(page, 8);
  await isReady(page);
  await reads(page, 8);
  await drawDigit(page, 5);
  await reads(page, 5);
});

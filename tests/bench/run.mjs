// Measures Loupe beside its peers, in one browser on one machine, round by round, and prints tables for BENCHMARKS.md.
// Called by `cargo xtask bench` with the folder of the built wasm and the native program.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { NETWORKS } from "./page/networks.js";

const [built, native] = process.argv.slice(2);
const ROUNDS = 3;
const MILLISECONDS = 2000;
const COUNTED_STEPS = 10;
const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const BROWSER = [
  { label: "Loupe, wasm", library: "loupe", backend: "cpu" },
  { label: `TensorFlow.js ${dependencies["@tensorflow/tfjs"]}, wasm`, library: "tensorflow", backend: "cpu" },
  { label: `ONNX Runtime ${dependencies["onnxruntime-web"]}, wasm`, library: "onnx", backend: "cpu" },
];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** An isolated page has a clock of 5 microseconds, any other one of 100. */
const FINE_CLOCK = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const here = new URL(".", import.meta.url).pathname;
const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://localhost").pathname);
  const file = path.startsWith("/loupe/")
    ? join(built, path.slice("/loupe/".length))
    : join(here, path.startsWith("/node_modules/") ? "" : "page", path);
  try {
    const body = readFileSync(file);
    response.writeHead(200, { ...FINE_CLOCK, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const base = `http://127.0.0.1:${server.address().port}`;

const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const gpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** Opens a library with a network in a browser of its own and lets `work` use it. */
async function inBrowser({ library, backend }, network, work) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: backend === "gpu" ? [...args, ...gpu] : args,
  });
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(String(error)));
    await page.goto(`${base}/index.html?library=${library}&backend=${backend}&network=${network}`);
    await page.waitForFunction(() => globalThis.bench, undefined, { timeout: 120_000 });
    return [await work(page), browser.version()];
  } finally {
    await browser.close();
  }
}

function nativeFigures(threads, network) {
  const seconds = String(MILLISECONDS / 1000);
  const environment = { ...process.env, RAYON_NUM_THREADS: String(threads) };
  const line = JSON.parse(execFileSync(native, [seconds, network], { encoding: "utf8", env: environment }));
  return { latency: line.latency_ms, predict: line.predict_per_s, train: line.train_per_s };
}

const threads = [...new Set([1, cpus().length])];
const rows = [...BROWSER.map(({ label }) => label), ...threads.map((count) => `Loupe, native, ${count} thread${count > 1 ? "s" : ""}`)];
const found = new Map();
const note = (label, network, figures) => {
  const key = `${label}/${network}`;
  found.set(key, [...(found.get(key) ?? []), figures]);
};

let version = "";
for (let round = 0; round < ROUNDS; round += 1) {
  for (const network of Object.keys(NETWORKS)) {
    for (const row of BROWSER) {
      const [figures, browser] = await inBrowser(row, network, (page) =>
        page.evaluate((time) => globalThis.bench.measure(time), MILLISECONDS));
      version = browser;
      note(row.label, network, figures);
    }
    for (const [index, count] of threads.entries()) note(rows[BROWSER.length + index], network, nativeFigures(count, network));
    console.error(`round ${round + 1} of ${ROUNDS}: ${network}`);
  }
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
/** The median of the rounds, and how far they lie apart. */
function figure(label, network, what) {
  const values = (found.get(`${label}/${network}`) ?? []).map((figures) => figures[what]).filter(Number.isFinite);
  if (values.length === 0) return undefined;
  return { middle: median(values), spread: (Math.max(...values) - Math.min(...values)) / median(values) };
}

function table(title, what, digits) {
  const names = Object.keys(NETWORKS);
  const lines = rows.map((label) => {
    const cells = names.map((network) => {
      const one = figure(label, network, what);
      return one ? `${one.middle.toFixed(digits)} (±${(one.spread * 50).toFixed(0)} %)` : "–";
    });
    return `| ${[label, ...cells].join(" | ")} |`;
  });
  const ratio = names.map((network) => {
    const peers = BROWSER.slice(1).map(({ label }) => figure(label, network, what)?.middle).filter(Boolean);
    if (peers.length === 0) return "–";
    const ours = figure(BROWSER[0].label, network, what).middle;
    const best = what === "latency" ? Math.min(...peers) / ours : ours / Math.max(...peers);
    return `${best.toFixed(2)}x`;
  });
  return [
    `| ${title} | ${names.join(" | ")} |`,
    `|---|${names.map(() => "---:|").join("")}`,
    ...lines,
    `| **Loupe in the browser against the best of its peers** | ${ratio.join(" | ")} |`,
  ].join("\n");
}

const counts = [];
for (const network of Object.keys(NETWORKS)) {
  const [asked] = await inBrowser({ library: "loupe", backend: "gpu" }, network, (page) =>
    page.evaluate((steps) => globalThis.bench.count(steps), COUNTED_STEPS));
  counts.push(`| ${network} | ${asked.submissions} | ${asked.reads} | ${asked.buffers} | ${(asked.bytes / 1024).toFixed(0)} | ${(asked.held / 1e6).toFixed(1)} |`);
}
server.close();

console.log(`Chromium ${version.split(".")[0]}, ${cpus().length} cores (${cpus()[0].model.trim()}). Browser figures are of the thread
that holds the wasm, one core. Medians of ${ROUNDS} rounds, the libraries in turn; ± is half the distance between the
slowest round and the quickest. A dash: it cannot.

${table("training, batch 32, images/s", "train", 0)}

${table("prediction, 100 images at once, images/s", "predict", 0)}

${table("one image, ms", "latency", 3)}

What one training step asks of WebGPU, counted on a software adapter:

| network | submissions | reads | new buffers | kB of them | MB in all |
|---|---:|---:|---:|---:|---:|
${counts.join("\n")}`);

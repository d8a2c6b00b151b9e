// Opens one library with one network and measures what it is asked for.
import { NETWORKS, pictures } from "./networks.js";

/** What was asked of the GPU so far: submissions, reads, new buffers and their bytes, bytes of all that were not destroyed. */
const counts = { submissions: 0, reads: 0, buffers: 0, bytes: 0, held: 0 };

function watch(type, method, note) {
  const original = globalThis[type]?.prototype[method];
  if (!original) return;
  globalThis[type].prototype[method] = function (...parameters) {
    note(this, ...parameters);
    return original.apply(this, parameters);
  };
}

// Before anything is opened, so that no buffer is missed.
watch("GPUQueue", "submit", () => (counts.submissions += 1));
watch("GPUBuffer", "mapAsync", () => (counts.reads += 1));
watch("GPUBuffer", "destroy", ({ size }) => (counts.held -= size));
watch("GPUDevice", "createBuffer", (_, { size }) => {
  counts.buffers += 1;
  counts.bytes += size;
  counts.held += size;
});

const asked = new URLSearchParams(location.search);
const name = asked.get("network");
const network = { name, ...NETWORKS[name] };
const library = await import(`./${asked.get("library")}.js`);
const opened = await library.open(network, { backend: asked.get("backend") });

/** Median milliseconds of a call, after a warm-up. */
async function median(call, milliseconds) {
  for (const start = performance.now(); performance.now() - start < milliseconds / 4; ) await call();
  const times = [];
  for (const start = performance.now(); times.length < 5 || performance.now() - start < milliseconds; ) {
    const before = performance.now();
    await call();
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

globalThis.bench = {
  async measure(milliseconds) {
    const one = pictures(network.input, 1);
    const hundred = pictures(network.input, 100);
    const answers = await opened.predict(hundred, 100);
    if (!answers.every(Number.isFinite)) throw new Error("answers that are no numbers");
    return {
      latency: await median(() => opened.predict(one, 1), milliseconds),
      predict: 100_000 / (await median(() => opened.predict(hundred, 100), milliseconds)),
      train: opened.train ? 32_000 / (await median(() => opened.train(), milliseconds)) : undefined,
    };
  },

  /** What one training step asks of the GPU, and what all of them left there. */
  async count(steps) {
    for (let step = 0; step < 3; step += 1) await opened.train();
    const before = { ...counts };
    for (let step = 0; step < steps; step += 1) await opened.train();
    const { held } = counts;
    return { ...Object.fromEntries(Object.keys(counts).map((what) => [what, (counts[what] - before[what]) / steps])), held };
  },
};

// Opens one library with one network and measures what it is asked for.
import { NETWORKS, pictures } from "./networks.js";

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

  /** What one training step asks of the GPU: submissions, reads, new buffers. */
  async count(steps) {
    const counts = { submissions: 0, reads: 0, buffers: 0, bytes: 0 };
    const watch = (prototype, method, note) => {
      const original = prototype[method];
      prototype[method] = function (...parameters) {
        note(...parameters);
        return original.apply(this, parameters);
      };
    };
    for (let step = 0; step < 3; step += 1) await opened.train();
    watch(GPUQueue.prototype, "submit", () => (counts.submissions += 1));
    watch(GPUBuffer.prototype, "mapAsync", () => (counts.reads += 1));
    watch(GPUDevice.prototype, "createBuffer", ({ size }) => {
      counts.buffers += 1;
      counts.bytes += size;
    });
    for (let step = 0; step < steps; step += 1) await opened.train();
    return Object.fromEntries(Object.entries(counts).map(([what, count]) => [what, count / steps]));
  },
};

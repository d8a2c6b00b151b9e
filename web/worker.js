/**
 * The worker's shell: the only file that loads WebAssembly. The engine takes one request at a time, in order,
 * and reports a panic as the end of this worker: a wasm instance that has panicked cannot be trusted again.
 */
import { bytesOf, decoded } from "./decoding.js";
import { PROBE_DEADLINE_MS } from "./limits.js";
import { UNBUILT, asFault } from "./protocol.js";
import { Lead, follow } from "./shards.js";
import { Unpacking } from "./unpacking.js";

/** @typedef {import("./protocol.js").Request} Request */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./decoding.js").Glue} Glue */

/** @type {Glue | null} */
let glue = null;
/** @type {any} */
let engine = null;
/** @type {any} */
let trainer = null;
/** The photo that was looked at last. @type {{key: number, photo: any} | null} */
let opened = null;
/** The files that are being read. @type {Unpacking | null} */
let unpacking = null;
let turn = Promise.resolve();
/** A browser may be slow to look for a GPU, which must hold up no drawing; and a lead may be waiting for who has gone. */
const AT_ONCE = new Set(["probe", "dismiss"]);
const lead = new Lead((part) => notify("lost", String(part)));

/** @param {"log" | "fatal" | "lost"} notice @param {string} text */
function notify(notice, text) {
  self.postMessage({ notice, text });
}

// Rust's panic hook writes to console.error; the call that panicked may never return, so this is the first to know.
const writeError = console.error.bind(console);
console.error = (...parts) => {
  const text = parts.map(String).join(" ");
  writeError(...parts);
  notify(text.includes("panicked at") ? "fatal" : "log", text);
};
self.addEventListener("error", (event) => notify("fatal", event.message));
self.addEventListener("unhandledrejection", (event) => notify("fatal", asFault(event.reason).message));

/** @param {string} script @returns {Promise<Glue>} */
async function glueFrom(script) {
  try {
    return await import(script);
  } catch (thrown) {
    throw { code: "engine.unreachable", message: asFault(thrown).message };
  }
}

/** @param {import("./protocol.js").OpenRequest} request */
async function open({ backend, build, script, wasm, weights }) {
  const loaded = await glueFrom(script);
  await loaded.default({ module_or_path: wasm });
  const engineBuild = loaded.build_id();
  if (build !== UNBUILT && engineBuild !== build) {
    throw { code: "build.mismatch", message: `page ${build}, engine ${engineBuild}` };
  }
  glue = loaded;
  engine = await loaded.Engine.open(backend);
  const model = engine.load(new Uint8Array(weights));
  return { about: engine.about(), model };
}

/** @param {import("./protocol.js").DrawingRequest} request */
async function look({ points, lengths, kinds, picture, switches }) {
  const bytes = picture && (await bytesOf(picture));
  const start = performance.now();
  /** @type {Look} */
  const seen = bytes
    ? await engine.look_at_picture(bytes, switches)
    : await engine.look(points, lengths, kinds, switches);
  return { look: seen, milliseconds: performance.now() - start };
}

/** @param {import("./protocol.js").PhotoRequest} request */
async function lookAtPhoto({ key, photo, part }) {
  const start = performance.now();
  if (opened?.key !== key) {
    const next = await decoded(/** @type {Glue} */ (glue), photo);
    opened?.photo.free();
    opened = { key, photo: next };
  }
  const seen = await engine.look_at_photo(opened.photo, part);
  return { look: seen, milliseconds: performance.now() - start };
}

/** Asks the engine one thing about a photo. @param {Blob} photo @param {(one: any) => unknown} ask */
async function about(photo, ask) {
  const one = await decoded(/** @type {Glue} */ (glue), photo);
  try {
    return await ask(one);
  } finally {
    one.free();
  }
}

/** @param {import("./protocol.js").UnpackRequest} request */
async function unpack(request) {
  unpacking = await Unpacking.open(/** @type {Glue} */ (glue), request);
  return null;
}

/** @param {import("./protocol.js").TrainRequest} request */
function train({ data, lesson, checkpoint }) {
  trainer?.free();
  trainer = null;
  trainer = new /** @type {Glue} */ (glue).Trainer(engine, data, lesson, checkpoint ?? undefined);
  return null;
}

/** Says what keeps the GPU engine from running here, or null. Burn's runtime panics without timestamp queries. */
async function probe() {
  /** @type {any} */
  const gpu = /** @type {any} */ (navigator).gpu;
  const late = new Promise((resolve) => setTimeout(resolve, PROBE_DEADLINE_MS));
  const adapter = await Promise.race([gpu?.requestAdapter(), late]);
  if (!adapter) return "gpu.absent";
  return adapter.features.has("timestamp-query") ? null : "gpu.limited";
}

/** @param {Request} request @returns {unknown} */
function serve(request) {
  switch (request.kind) {
    case "open":
      return open(request);
    case "look":
      return look(request);
    case "look-photo":
      return lookAtPhoto(request);
    case "glance":
      return about(request.photo, (photo) => engine.glance(photo));
    case "sample":
      return about(request.photo, (photo) => engine.sample(photo));
    case "unpack":
      return unpack(request);
    case "unpack-on":
      return unpacking?.on(request.milliseconds);
    case "unpack-end":
      return unpacking?.end();
    case "peek": {
      const { layer, map, y, x } = request.spot;
      return engine.peek(layer, map, y, x);
    }
    case "classify":
      return engine.classify(request.samples);
    case "kernels":
      return engine.kernels(request.layer);
    case "load":
      return engine.load(request.weights);
    case "train":
      return train(request);
    case "advance":
      return lead.advance(trainer, request.milliseconds);
    case "alter":
      return trainer.alter(request.learning_rate, request.epochs);
    case "resize":
      return lead.resize(request.workers);
    case "hire":
      return lead.hire(request.part, request.port);
    case "dismiss":
      return lead.dismiss(request.part);
    case "follow":
      return follow(trainer, request.port);
    case "weights":
      return trainer.weights();
    case "gradients":
      return trainer.gradient_sizes();
    case "checkpoint":
      return trainer.checkpoint();
    case "unseen":
      return trainer.unseen();
    case "judge":
      return trainer.judge(request.weights);
    case "probe":
      return probe();
    case "crash":
      return glue?.crash();
  }
}

/** The buffers of an answer: they are handed over, not copied. @param {any} value @returns {ArrayBuffer[]} */
function buffersOf(value) {
  if (value instanceof Uint8Array) return [/** @type {ArrayBuffer} */ (value.buffer)];
  if (value?.bytes instanceof Uint8Array) return [value.bytes.buffer];
  /** @type {Look | undefined} */
  const seen = value?.look;
  if (!seen) return [];
  const arrays = [
    seen.input,
    seen.probabilities,
    ...seen.film.map((picture) => picture.pixels),
    ...seen.layers.flatMap((layer) => [layer.tiles, layer.minima, layer.maxima]),
  ];
  return /** @type {ArrayBuffer[]} */ ([...new Set(arrays.map((array) => array.buffer))]);
}

/** @param {Request & {id: number}} request */
async function answer(request) {
  try {
    const value = await serve(request);
    self.postMessage({ id: request.id, value }, { transfer: buffersOf(value) });
  } catch (thrown) {
    const fault = asFault(thrown);
    if (thrown instanceof WebAssembly.RuntimeError) notify("fatal", fault.message);
    self.postMessage({ id: request.id, fault });
  }
}

self.addEventListener("message", ({ data }) => {
  if (AT_ONCE.has(data.kind)) answer(data);
  else turn = turn.then(() => answer(data));
});

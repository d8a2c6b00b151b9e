/** The files that engines and chapters need, fetched by the page so that a restart works with the network cut. */

import { GPU_RETRIES, GPU_RETRY_MS } from "./limits.js";
import { asFault } from "./protocol.js";
import { mayStillCome } from "./support.js";

/** @typedef {import("./protocol.js").Fault} Fault */

const FOLDERS = Object.freeze({ cpu: "./cpu/", gpu: "./gpu/" });

/** @typedef {import("./types.js").Backend} Backend */

/** @param {string} path relative to this file @param {RequestCache} [cache] */
async function answer(path, cache) {
  const url = new URL(path, import.meta.url);
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { cache });
  } catch {
    throw { code: "engine.unreachable", message: `${path}: no answer` };
  }
  if (response.status === 404) throw { code: "engine.missing", message: `${path}: not there` };
  if (!response.ok) throw { code: "engine.unreachable", message: `${path}: status ${response.status}` };
  return response;
}

/** @param {string} path relative to this file @param {RequestCache} [cache] */
async function bytes(path, cache) {
  return (await answer(path, cache)).arrayBuffer();
}

/** A static host may answer a missing file with a page and status 200. @param {ArrayBuffer} buffer */
function isWasm(buffer) {
  return buffer.byteLength > 4 && new DataView(buffer).getUint32(0) === 0x0061736d;
}

export class Assets {
  /** @type {Map<string, Promise<ArrayBuffer>>} */
  #kept = new Map();
  /** Files that arrived damaged: the browser's copy of them is not to be trusted either. @type {Set<string>} */
  #doubtful = new Set();

  /** @param {string} path @returns {Promise<ArrayBuffer>} */
  #keep(path) {
    const known = this.#kept.get(path);
    if (known) return known;
    const coming = bytes(path, this.#doubtful.has(path) ? "reload" : "default");
    this.#kept.set(path, coming);
    // A failed download is no asset: the next asker tries again.
    coming.catch(() => this.#kept.delete(path));
    return coming;
  }

  /** @param {Backend} backend */
  script(backend) {
    return new URL(`${FOLDERS[backend]}engine.js`, import.meta.url).href;
  }

  /** @param {Backend} backend @returns {Promise<ArrayBuffer>} */
  async wasm(backend) {
    const path = `${FOLDERS[backend]}engine_bg.wasm`;
    // The GPU engine is seven times larger and used by one worker at most: it is not worth keeping twice.
    const buffer = await (backend === "cpu" ? this.#keep(path) : bytes(path));
    if (isWasm(buffer)) return buffer;
    this.#kept.delete(path);
    throw { code: "engine.missing", message: `${path}: not an engine` };
  }

  /**
   * The GPU engine, where need be once it is built.
   * @param {() => boolean} wanted asked before each try
   * @param {(fault: Fault) => void} late hears that it is not there yet
   * @returns {Promise<ArrayBuffer | null>} null when it is wanted no more, or cannot be reached
   */
  async gpuWasm(wanted, late) {
    for (let tries = 0; tries < GPU_RETRIES && wanted(); tries++) {
      try {
        return await this.wasm("gpu");
      } catch (thrown) {
        const fault = asFault(thrown);
        const missing = fault.code === "engine.missing";
        if (missing && !mayStillCome) throw fault;
        if (tries === 0) late(fault);
        if (!missing) return null;
        await new Promise((resolve) => setTimeout(resolve, GPU_RETRY_MS));
      }
    }
    return null;
  }

  /** A photo of the page's own. @param {string} path */
  async photo(path) {
    return new Blob([await this.#keep(`./${path}`)]);
  }

  /** @param {string} path */
  weights(path) {
    return this.#keep(`./${path}`);
  }

  /**
   * A training set, with word of how much of it is here.
   * @param {string} path
   * @param {(share: number) => void} progress 0 to 1, as far as the server says how much there is
   */
  async data(path, progress) {
    const response = await answer(`./${path}`, this.#doubtful.has(`./${path}`) ? "reload" : "default");
    const whole = Number(response.headers.get("Content-Length"));
    const parts = [];
    let received = 0;
    try {
      for (const reader = response.body?.getReader(); reader; ) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        received += value.length;
        if (whole > 0) progress(Math.min(1, received / whole));
      }
    } catch {
      throw { code: "engine.unreachable", message: `${path}: broke off` };
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  /** A file that turned out damaged is fetched anew when next asked for. @param {string} path */
  doubt(path) {
    this.#doubtful.add(`./${path}`);
    this.#kept.delete(`./${path}`);
  }
}

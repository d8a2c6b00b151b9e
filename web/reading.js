/** A visitor's files to a set, in a worker of their own: it can be stopped at any time, and gives its memory back. */
import { Bridge } from "./engine.js";
import { MAX_FILES, MAX_OPENED_BYTES, MAX_SET_BYTES, READ_SLICE_MS } from "./limits.js";

/** @import { UnpackedSet } from "./protocol.js" */
/** @import { Chapter, Opened } from "./types.js" */
/** @typedef {{assets: import("./assets.js").Assets, build: string, chapter: Chapter, log: (line: string) => void}} Setup */

const PHOTO = /^image\//;

/** Refuses what cannot be read, by its size alone. @param {Opened[]} files */
function weigh(files) {
  // Photos are read one by one.
  const whole = files.filter(({ file }) => !PHOTO.test(file.type));
  const size = whole.reduce((sum, { file }) => sum + file.size, 0);
  if (size > MAX_OPENED_BYTES) throw { code: "set.too-large", message: `${size} bytes` };
  if (files.length > MAX_FILES) throw { code: "set.too-large", message: `${files.length} files` };
}

export class Reading {
  /** @type {Bridge | null} */
  #bridge = null;

  /** @param {Setup} setup */
  constructor(setup) {
    this.#setup = setup;
  }
  #setup;

  /**
   * @param {Opened[]} files
   * @param {(share: number) => void} progress 0 to 1
   * @returns {Promise<UnpackedSet & {leftOut: string[]}>}
   */
  async read(files, progress) {
    weigh(files);
    const { assets, build, chapter, log } = this.#setup;
    const { channels, height, width } = chapter.model.input;
    const bridge = new Bridge("cpu", { log, broken: ({ code, message }) => log(`reading: ${code}: ${message}`) });
    this.#bridge = bridge;
    try {
      const [wasm, weights] = await Promise.all([assets.wasm("cpu"), assets.weights(chapter.weights)]);
      await bridge.open({ build, script: assets.script("cpu"), wasm, weights });
      await bridge.unpack({ files, shape: [channels, height, width], most: MAX_SET_BYTES });
      /** @type {string[]} */
      const leftOut = [];
      for (let share = 0; share < 1; ) {
        const { done, count, leftOut: some } = await bridge.unpackOn(READ_SLICE_MS);
        leftOut.push(...some);
        share = done / count;
        progress(share);
      }
      return { ...(await bridge.unpackEnd()), leftOut };
    } finally {
      bridge.close();
    }
  }

  /** Whoever waits for the set hears that the engine was closed. */
  stop() {
    this.#bridge?.close();
  }
}

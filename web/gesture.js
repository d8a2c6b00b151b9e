/** What the visitor asks about, packed for the engine. */
import { MAX_STEPS_BACK } from "./limits.js";

/** @typedef {import("./types.js").Gesture} Gesture */
/** @typedef {import("./types.js").Stroke} Stroke */
/** @typedef {import("./types.js").Switches} Switches */
/** @typedef {import("./protocol.js").LookRequest} LookRequest */

const NUMBERS_PER_POINT = 4;
const PEN = 0;
const ERASER = 1;

/** MNIST's own recipe. @type {Readonly<Switches>} */
export const RECIPE = Object.freeze({ crop: true, ratio: true, centre: true, scale: true });

/** @param {Gesture} gesture @returns {LookRequest} */
export function packed({ strokes, picture, switches }) {
  const drawn = strokes.filter(({ points }) => points.length > 0);
  return {
    kind: "look",
    points: Float32Array.from(drawn.flatMap(({ points }) => points)),
    lengths: Uint32Array.from(drawn, ({ points }) => points.length / NUMBERS_PER_POINT),
    kinds: Uint8Array.from(drawn, ({ tool }) => (tool === "eraser" ? ERASER : PEN)),
    picture,
    switches: { ...switches },
  };
}

/** The drawings left behind, newest last, so that undo also brings back what was cleared or replaced. */
export class History {
  /** @type {{strokes: Stroke[], picture: Blob | null}[]} */
  #past = [];

  /** @param {{strokes: Stroke[], picture: Blob | null}} present */
  keep({ strokes, picture }) {
    this.#past.push({ strokes, picture });
    if (this.#past.length > MAX_STEPS_BACK) this.#past.shift();
  }

  back() {
    return this.#past.pop();
  }
}

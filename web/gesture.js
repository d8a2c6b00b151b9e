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

/** @type {WeakMap<Blob, number>} */
const keys = new WeakMap();
let lastKey = 0;

/** @param {Blob} photo */
function keyOf(photo) {
  const key = keys.get(photo) ?? ++lastKey;
  keys.set(photo, key);
  return key;
}

/** @param {Gesture} gesture @returns {LookRequest | null} null where there is nothing to look at yet */
export function packed({ chapter, strokes, picture, switches, part }) {
  if (chapter.input === "photo") return picture && { kind: "look-photo", key: keyOf(picture), photo: picture, part };
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

/** @typedef {Pick<Gesture, "strokes" | "picture" | "part">} Left what a visitor leaves behind */

/** The drawings and photos left behind, newest last, so that undo also brings back what was cleared or replaced. */
export class History {
  /** @type {Left[]} */
  #past = [];

  /** @param {Left} present */
  keep({ strokes, picture, part }) {
    this.#past.push({ strokes, picture, part });
    if (this.#past.length > MAX_STEPS_BACK) this.#past.shift();
  }

  back() {
    return this.#past.pop();
  }
}

/** Grey values to pixels. The one place that knows the colour map: white is high, black is low. */
import { context2d } from "./dom.js";

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const OPAQUE_GREYS = Uint32Array.from({ length: 256 }, (_, grey) =>
  littleEndian ? (0xff000000 | (grey * 0x010101)) >>> 0 : ((grey * 0x01010100) | 0xff) >>> 0,
);

/** The same greys as colours, for what is drawn and not copied. */
export const GREYS = Array.from({ length: 256 }, (_, grey) => `rgb(${grey} ${grey} ${grey})`);

/** A small picture of values 0 to 255, one bitmap pixel each, ready to be drawn enlarged. */
export class Bitmap {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.canvas = document.createElement("canvas");
    this.canvas.width = width;
    this.canvas.height = height;
    this.#context = context2d(this.canvas);
    this.#image = this.#context.createImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }
  #context;
  #image;
  #pixels;

  /** @param {ArrayLike<number>} values row by row */
  fill(values) {
    const pixels = this.#pixels;
    const count = Math.min(values.length, pixels.length);
    for (let index = 0; index < count; index++) pixels[index] = OPAQUE_GREYS[values[index]];
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Values run down each column first, as a strip that is folded. @param {ArrayLike<number>} values */
  fillFolded(values) {
    const { width, height } = this;
    const pixels = this.#pixels;
    for (let index = 0; index < values.length; index++) {
      pixels[(index % height) * width + Math.floor(index / height)] = OPAQUE_GREYS[values[index]];
    }
    this.#context.putImageData(this.#image, 0, 0);
  }
}

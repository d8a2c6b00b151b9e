/** Values to pixels. The one place that knows the colour map: white is high, black is low. */
import { context2d } from "./dom.js";

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
/** @param {number} red @param {number} green @param {number} blue each 0 to 255 */
const opaque = (red, green, blue) =>
  (littleEndian ? (0xff000000 | (blue << 16) | (green << 8) | red) : ((red << 24) | (green << 16) | (blue << 8) | 0xff)) >>> 0;

const levels = { length: 256 };
const OPAQUE_GREYS = Uint32Array.from(levels, (_, level) => opaque(level, level, level));
/** A colour alone, up to a light tone of it: a dark screen shows no difference between black and pure blue. */
const ALONE = [[255, 84, 64], [72, 214, 96], [92, 144, 255]].map((tone) =>
  Uint32Array.from(levels, (_, level) => {
    const [red, green, blue] = tone.map((most) => Math.round((most * level) / 255));
    return opaque(red, green, blue);
  }),
);

/** The shades of a map: red, green and blue for what comes in as a photo, grey for all else. @param {number} channels of the input @param {number} layer -1 is the input @param {number} map */
export function shadesOf(channels, layer, map) {
  return layer < 0 && channels === ALONE.length ? ALONE[map] : OPAQUE_GREYS;
}

/** Signed numbers: blue below 0, white at 0, red above, told apart by eyes that mix up red and green. */
const BELOW = [33, 102, 172];
const ABOVE = [178, 24, 43];
export const SIGNED = Uint32Array.from(levels, (_, level) => {
  const share = Math.abs(level - 127.5) / 127.5;
  const end = level < 127.5 ? BELOW : ABOVE;
  const [red, green, blue] = end.map((tone) => Math.round(255 + (tone - 255) * share));
  return opaque(red, green, blue);
});

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

  /** @param {ArrayLike<number>} values row by row @param {Uint32Array} [shades] one for each value from 0 to 255 */
  fill(values, shades = OPAQUE_GREYS) {
    const pixels = this.#pixels;
    const count = Math.min(values.length, pixels.length);
    for (let index = 0; index < count; index++) pixels[index] = shades[values[index]];
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** @param {ArrayLike<number>} values all red, then all green, then all blue */
  fillColours(values) {
    const size = this.#pixels.length;
    for (let index = 0; index < size; index++) {
      this.#pixels[index] = opaque(values[index], values[size + index], values[2 * size + index]);
    }
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

/** Collected samples as one piece of bytes for the engine; `crates/data/src/packed.rs` says how, and reads it. */

/** @import { Model, OwnClass } from "./types.js" */

const MAGIC = new TextEncoder().encode("LOUPESET");
const VERSION = 1;
const NUMBER = 4;
/** Bytes of a large file that its print is made of, at most; they are spread over all of it. */
const PRINTED = 1_000_000;

/** @param {OwnClass[]} classes @param {Model["input"]} input of the network @returns {Uint8Array} */
export function packedSet(classes, { channels, height, width }) {
  const names = classes.map(({ name }) => new TextEncoder().encode(name));
  const samples = classes.flatMap((one, label) => one.samples.map(({ pixels }) => ({ label, pixels })));
  const head = MAGIC.length + 7 * NUMBER;
  const named = names.reduce((sum, name) => sum + NUMBER + name.length, head);
  const size = channels * height * width;
  const bytes = new Uint8Array(named + samples.length * (1 + size));
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  for (const [place, number] of [VERSION, channels, height, width, classes.length, samples.length, 0].entries()) {
    view.setUint32(MAGIC.length + place * NUMBER, number, true);
  }
  let at = head;
  for (const name of names) {
    view.setUint32(at, name.length, true);
    bytes.set(name, at + NUMBER);
    at += NUMBER + name.length;
  }
  for (const [index, { label, pixels }] of samples.entries()) {
    bytes[named + index] = label;
    bytes.set(pixels, named + samples.length + index * size);
  }
  return bytes;
}

/** Samples, one after the other. @param {Uint8Array[]} samples */
export function joined(samples) {
  const bytes = new Uint8Array(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sample of samples) {
    bytes.set(sample, at);
    at += sample.length;
  }
  return bytes;
}

/** A short word for bytes, to tell them from others (FNV-1a). @param {Uint8Array} bytes */
export function printOf(bytes) {
  const stride = Math.max(1, Math.floor(bytes.length / PRINTED));
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at += stride) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return `${bytes.length}-${(hash >>> 0).toString(16)}`;
}

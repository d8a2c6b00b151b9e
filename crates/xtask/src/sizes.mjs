// Prints what each part of a build weighs, raw and in brotli as a good host sends it.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const dist = process.argv[2];
const parts = new Map();

function* filesUnder(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

// The GPU engine's twenty megabytes take minutes at quality 11 and differ by a few percent at 9.
const compress = (bytes) => brotliCompressSync(bytes, {
  params: { [constants.BROTLI_PARAM_QUALITY]: bytes.length > 5e6 ? 9 : 11 },
});

for (const path of filesUnder(dist)) {
  const [, folder, rest] = relative(dist, path).split("/");
  const part = folder === undefined ? "index.html" : rest === undefined ? "scripts" : folder;
  const bytes = readFileSync(path);
  const [raw, brotli] = parts.get(part) ?? [0, 0];
  parts.set(part, [raw + bytes.length, brotli + compress(bytes).length]);
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(10);
console.log(`${"part".padEnd(12)}${"kB".padStart(10)}${"brotli".padStart(10)}`);
for (const [part, [raw, brotli]] of parts) console.log(part.padEnd(12) + kilobytes(raw) + kilobytes(brotli));

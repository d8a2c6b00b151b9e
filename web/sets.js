/** What a network can learn from in the page. A set without a file is drawn by the engine. */

/** @import { SetName } from "./types.js" */

/** @type {Record<SetName, {file: string | null, shares: number[], few: number, classes: number}>} */
export const SETS = {
  digits: { file: "data/digits.idx.gz", shares: [500, 1_000, 2_000, 5_000, 9_000], few: 5_000, classes: 10 },
  shapes: { file: null, shares: [500, 1_000, 2_000, 4_000, 8_000], few: 4_000, classes: 8 },
};

// The course's four networks, written down once more for libraries that know nothing of Loupe.
const conv = (filters) => ({ kind: "conv", filters });
const dense = (units, activation) => ({ kind: "dense", units, activation });
const pool = { kind: "pool" };
const dropout = { kind: "dropout" };
const flatten = { kind: "flatten" };

export const NETWORKS = {
  digits: { input: [28, 28, 1], layers: [conv(32), conv(16), flatten, dense(10, "softmax")], parameters: 130394 },
  objects: {
    input: [32, 32, 3],
    layers: [conv(64), conv(64), pool, conv(64), pool, conv(64), flatten, dense(10, "softmax")],
    parameters: 153546,
  },
  catdog: {
    input: [64, 64, 3],
    layers: [
      ...[conv(64), pool, dropout, conv(64), pool, dropout, conv(64), pool, dropout],
      ...[flatten, dense(32, "relu"), dense(1, "sigmoid")],
    ],
    parameters: 206785,
  },
  vision: { input: [28, 28, 1], layers: [conv(16), conv(16), pool, flatten, dense(10, "softmax")], parameters: 33850 },
};

/** So many pictures of numbers 0 to 1 that look random and are always the same. */
export function pictures([height, width, channels], count) {
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Float32Array.from({ length: count * height * width * channels }, next);
}

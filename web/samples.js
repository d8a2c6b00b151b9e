/** Ten digits drawn by hand: where the pen went, from which pressure and time are told as a hand would. */

/** @typedef {import("./types.js").Stroke} Stroke */

const POINTS_PER_SPAN = 7;
const MILLISECONDS_PER_POINT = 9;
const PAUSE_MS = 180;

/**
 * The turning points of each stroke, x and y by turns, from 0 to 1. A point given twice is a corner.
 * @type {Record<string, number[][]>}
 */
const TRACES = {
  0: [[0.57, 0.21, 0.46, 0.2, 0.35, 0.31, 0.29, 0.5, 0.32, 0.69, 0.43, 0.81, 0.57, 0.77, 0.68, 0.61, 0.69, 0.41, 0.61, 0.25, 0.51, 0.21]],
  1: [[0.41, 0.34, 0.48, 0.27, 0.54, 0.18, 0.54, 0.18, 0.53, 0.38, 0.51, 0.6, 0.5, 0.82]],
  2: [[0.3, 0.35, 0.36, 0.23, 0.5, 0.18, 0.63, 0.25, 0.63, 0.4, 0.53, 0.56, 0.4, 0.69, 0.28, 0.79, 0.28, 0.79, 0.42, 0.765, 0.57, 0.785, 0.73, 0.77]],
  3: [[0.32, 0.26, 0.45, 0.18, 0.6, 0.22, 0.63, 0.34, 0.55, 0.44, 0.43, 0.48, 0.43, 0.48, 0.59, 0.51, 0.67, 0.63, 0.61, 0.76, 0.47, 0.82, 0.31, 0.76]],
  4: [
    [0.44, 0.2, 0.39, 0.34, 0.33, 0.47, 0.27, 0.57, 0.27, 0.57, 0.43, 0.565, 0.6, 0.56, 0.74, 0.54],
    [0.61, 0.31, 0.6, 0.48, 0.58, 0.66, 0.56, 0.83],
  ],
  5: [
    [0.4, 0.22, 0.38, 0.34, 0.355, 0.46, 0.355, 0.46, 0.49, 0.42, 0.62, 0.48, 0.66, 0.61, 0.59, 0.75, 0.45, 0.81, 0.31, 0.77],
    [0.4, 0.22, 0.53, 0.215, 0.67, 0.195],
  ],
  6: [[0.61, 0.19, 0.48, 0.27, 0.37, 0.42, 0.32, 0.6, 0.37, 0.76, 0.5, 0.82, 0.63, 0.75, 0.66, 0.63, 0.57, 0.54, 0.44, 0.56, 0.35, 0.67]],
  7: [[0.29, 0.25, 0.42, 0.235, 0.56, 0.23, 0.7, 0.215, 0.7, 0.215, 0.62, 0.38, 0.53, 0.55, 0.46, 0.69, 0.42, 0.82]],
  8: [[0.62, 0.28, 0.51, 0.19, 0.39, 0.23, 0.37, 0.35, 0.48, 0.46, 0.61, 0.57, 0.66, 0.69, 0.57, 0.81, 0.43, 0.8, 0.35, 0.69, 0.42, 0.56, 0.55, 0.45, 0.64, 0.35, 0.61, 0.26]],
  9: [[0.64, 0.31, 0.53, 0.2, 0.4, 0.26, 0.36, 0.4, 0.44, 0.51, 0.56, 0.47, 0.65, 0.33, 0.65, 0.33, 0.64, 0.5, 0.6, 0.67, 0.53, 0.83]],
};

/** A smooth way through four values, between the second and the third (Catmull and Rom's). @type {(before: number, from: number, to: number, after: number, part: number) => number} */
function between(before, from, to, after, part) {
  const slope = to - before;
  const bend = 2 * before - 5 * from + 4 * to - after;
  const twist = 3 * (from - to) + after - before;
  return from + 0.5 * part * (slope + part * (bend + part * twist));
}

/** A pen lands lightly, leans in, and leaves lightly. @param {number} part of the stroke, 0 to 1 */
function pressureAt(part) {
  return 0.4 + 0.16 * Math.sin(Math.PI * Math.min(1, part * 1.15)) + 0.02 * Math.sin(17 * part);
}

/** @param {number[]} trace @param {number} start milliseconds @returns {Stroke} */
function drawn(trace, start) {
  const count = trace.length / 2;
  const at = (/** @type {number} */ index, /** @type {0 | 1} */ axis) => trace[2 * Math.min(count - 1, Math.max(0, index)) + axis];
  const corner = (/** @type {number} */ index) => at(index, 0) === at(index + 1, 0) && at(index, 1) === at(index + 1, 1);
  const last = (count - 1) * POINTS_PER_SPAN;
  const points = [];
  for (let step = 0; step <= last; step++) {
    const index = Math.min(count - 2, Math.floor(step / POINTS_PER_SPAN));
    if (corner(index) && step < last) continue;
    const part = step / POINTS_PER_SPAN - index;
    for (const axis of /** @type {const} */ ([0, 1])) {
      points.push(between(at(index - 1, axis), at(index, axis), at(index + 1, axis), at(index + 2, axis), part));
    }
    points.push(pressureAt(step / last), start + step * MILLISECONDS_PER_POINT);
  }
  return { tool: "pen", points };
}

/** The ten digits, as a visitor's own strokes. */
export const DIGITS = Object.entries(TRACES).map(([label, traces]) => {
  let start = 0;
  const strokes = traces.map((trace) => {
    const stroke = drawn(trace, start);
    start = stroke.points[stroke.points.length - 1] + PAUSE_MS;
    return stroke;
  });
  return { label, strokes };
});

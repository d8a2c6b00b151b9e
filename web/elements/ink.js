/**
 * Ink on the pad's canvas, for the eye. The engine draws its own from the same points, with a pen as thick
 * as MNIST's for the size of the drawing; a pen that changed while one draws would startle.
 */

/** @typedef {import("../types.js").Stroke} Stroke */

/** Widths in pad sides. The pen's grows with the pressure, and the eraser's is constant, as in the engine. */
const PEN_WIDTH = 0.075;
const ERASER_WIDTH = 0.1;
const NUMBERS_PER_POINT = 4;

/**
 * Draws a stroke from one of its points on, so that a growing stroke costs only what is new.
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 * @param {number} from index of the first point not yet drawn
 * @param {number} side of the pad
 * @param {string} colour
 */
export function drawStroke(context, { tool, points }, from, side, colour) {
  const count = points.length / NUMBERS_PER_POINT;
  if (count === 0) return;
  const x = (/** @type {number} */ index) => points[NUMBERS_PER_POINT * index] * side;
  const y = (/** @type {number} */ index) => points[NUMBERS_PER_POINT * index + 1] * side;
  context.globalCompositeOperation = tool === "eraser" ? "destination-out" : "source-over";
  context.strokeStyle = colour;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (let index = Math.max(0, from - 1); index < count; index++) {
    const before = Math.max(0, index - 1);
    const after = Math.min(count - 1, index + 1);
    const pen = PEN_WIDTH * (0.6 + 0.8 * points[NUMBERS_PER_POINT * index + 2]);
    context.lineWidth = side * (tool === "eraser" ? ERASER_WIDTH : pen);
    context.beginPath();
    // Halfway points joined through the points themselves: round, and each piece with its own width.
    context.moveTo((x(before) + x(index)) / 2, (y(before) + y(index)) / 2);
    context.quadraticCurveTo(x(index), y(index), (x(index) + x(after)) / 2, (y(index) + y(after)) / 2);
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke[]} strokes
 * @param {number} side
 * @param {string} colour
 */
export function drawStrokes(context, strokes, side, colour) {
  context.clearRect(0, 0, side, side);
  for (const stroke of strokes) drawStroke(context, stroke, 0, side, colour);
}

/** @param {Stroke[]} strokes */
export function countPoints(strokes) {
  return strokes.reduce((sum, stroke) => sum + stroke.points.length / NUMBERS_PER_POINT, 0);
}

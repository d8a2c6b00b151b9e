/** Whether a network's certainty can be believed: how often it is right when it is so certain. */
import { svg } from "./dom.js";

/** @import { Bin } from "../types.js" */
/** @import { Words } from "../i18n.js" */

const SIDE = 220;
const LEFT = 40;
const BOTTOM = 34;
const TOP = 8;
const RIGHT = 10;
const LARGEST = 9;
const SMALLEST = 2;
const TICKS = [0, 0.5, 1];

/** A diagram of the bins: on the diagonal, certainty and success are one. @param {Bin[]} bins @param {number} error mean distance from it, 0 to 1 @param {Words} words */
export function reliabilityDiagram(bins, error, words) {
  const x = (/** @type {number} */ certainty) => LEFT + certainty * (SIDE - LEFT - RIGHT);
  const y = (/** @type {number} */ accuracy) => TOP + (1 - accuracy) * (SIDE - TOP - BOTTOM);
  const most = Math.max(1, ...bins.map(({ n }) => n));
  const axes = TICKS.flatMap((tick) => [
    svg("path", { d: `M${LEFT} ${y(tick)}H${SIDE - RIGHT}` }),
    svg("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, words.number(tick, 1)),
    svg("text", { x: x(tick), y: SIDE - BOTTOM + 16, "text-anchor": "middle" }, words.number(tick, 1)),
  ]);
  const dots = bins
    .filter(({ n }) => n > 0)
    .map(({ n, certainty, accuracy }) =>
      svg("circle", { cx: x(certainty).toFixed(1), cy: y(accuracy).toFixed(1), r: (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(n / most)).toFixed(1) }),
    );
  return svg(
    "svg",
    { class: "chart reliability", role: "img", viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-label": words.text("results.reliability.name", { error: words.number(error * 100, 1) }) },
    svg("g", { class: "chart-axes" }, ...axes, svg("text", { x: SIDE - RIGHT, y: SIDE - 4, "text-anchor": "end" }, words.text("results.reliability.axis"))),
    svg("path", { class: "reliability-ideal", d: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}` }),
    svg("g", { class: "chart-validation" }, ...dots),
  );
}

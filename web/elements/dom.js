/** Nodes in one line each. Text only ever becomes a text node. */

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";

/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Attribute */
/** @typedef {Node | string | null | undefined} Child */

/**
 * @template {Element} Kind
 * @param {Kind} node
 * @param {Record<string, Attribute>} attributes on… adds a listener, false and null leave the attribute out
 * @param {Child[]} children
 * @returns {Kind}
 */
function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 */
export function h(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** @param {string} tag @param {Record<string, Attribute>} [attributes] @param {...Child} children */
export function svg(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

/** @param {string} tag @param {...Child} children */
export function math(tag, ...children) {
  return furnish(document.createElementNS(MATHML, tag), {}, children);
}

/**
 * The drawing context of a canvas, with its bitmap as fine as the screen.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 */
export function sharpContext(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = context2d(canvas);
  context.scale(ratio, ratio);
  return context;
}

/** @param {HTMLCanvasElement} canvas */
export function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no 2d canvas");
  return context;
}

/** A colour of the style sheet, for canvases. @param {string} name */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * @template {string | number} Choice
 * @param {string} name
 * @param {readonly Choice[]} choices
 * @param {Choice} chosen
 * @param {(choice: Choice) => string} label
 */
export function select(name, choices, chosen, label) {
  return h("select", { name }, ...choices.map((choice) => h("option", { value: choice, selected: choice === chosen }, label(choice))));
}

/** A button that is a word. @param {string} text @param {string} title @param {() => void} act */
export const word = (text, title, act) => h("button", { type: "button", class: "word", title, onclick: act }, text);

/** One map under the magnifying glass: large, with its range and the exact value of one pixel. */
import { fold, formOf, layerAt } from "./arrange.js";
import { context2d, h } from "./dom.js";
import { Bitmap, shadesOf } from "./paint.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Spot} Spot */

const DECIMALS = 3;
const ARROWS = Object.freeze(
  /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }),
);

class Lens extends View {
  static renders = ["look", "spot", "value", "model", "switches"];
  #canvas = h("canvas", { "aria-hidden": "true", width: 1, height: 1 });
  #cross = h("span", { class: "lens-cross", "aria-hidden": "true" });
  #glass = h(
    "div",
    {
      class: "lens-glass",
      role: "application",
      tabindex: 0,
      "aria-describedby": "lens-value",
      onpointermove: (/** @type {PointerEvent} */ event) => this.#at(event),
      onpointerdown: (/** @type {PointerEvent} */ event) => this.#at(event),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    },
    this.#canvas,
    this.#cross,
  );
  #title = h("h3", { class: "lens-title" });
  #value = h("p", { id: "lens-value", class: "lens-value" });
  #range = h("p", { class: "lens-range" });
  /** @type {Bitmap | null} */
  #bitmap = null;

  connectedCallback() {
    this.replaceChildren(this.#glass, h("div", { class: "lens-words" }, this.#title, this.#range, this.#value));
  }

  /** @param {State} state */
  build({ words }) {
    this.#glass.setAttribute("aria-label", words.text("lens.name"));
  }

  /** What is under the glass: its form, its size as a picture, its length as a list. @param {State} state */
  #subject({ model, spot }) {
    const { shape, map_width, map_height } = layerAt(model, spot.layer);
    const flat = formOf({ shape }) !== "maps";
    const size = flat ? fold(map_width) : { width: map_width, height: map_height };
    return { flat, length: map_width, ...size };
  }

  /** @param {State} state */
  render(state) {
    const { look, spot, words, value, switches } = state;
    const { flat, width, height } = this.#subject(state);
    const layer = look && !look.empty ? look.layers[spot.layer] : undefined;
    const size = width * height;
    const input = look && !look.empty ? look.input.subarray(spot.map * size, (spot.map + 1) * size) : undefined;
    this.#title.textContent = this.#name(state, flat);
    this.#glass.style.setProperty("--ratio", String(width / height));
    const tiles = spot.layer < 0 ? input : layer?.tiles.subarray(spot.map * size, (spot.map + 1) * size);
    this.#paint(width, height, tiles, shadesOf(state.model.input.channels, spot.layer, spot.map));
    const column = flat ? spot.x % width : spot.x;
    const row = flat ? Math.floor(spot.x / width) : spot.y;
    this.#cross.style.width = `${100 / width}%`;
    this.#cross.style.height = `${100 / height}%`;
    this.#cross.style.left = `${(100 * column) / width}%`;
    this.#cross.style.top = `${(100 * row) / height}%`;
    const number = (/** @type {number} */ exact) => words.number(exact, DECIMALS);
    const top = switches.scale || state.chapter.input === "photo" ? 1 : 255;
    const low = spot.layer < 0 ? input && (Math.min(...input) / 255) * top : layer?.minima[spot.map];
    const high = spot.layer < 0 ? input && (Math.max(...input) / 255) * top : layer?.maxima[spot.map];
    const ranged = low !== undefined && high !== undefined;
    this.#range.textContent = ranged ? words.text("lens.range", { low: number(low), high: number(high) }) : "";
    // People count from one.
    const place = flat
      ? words.text("lens.entry", { index: words.number(spot.x + 1) })
      : words.text("lens.pixel", { row: words.number(spot.y + 1), column: words.number(spot.x + 1) });
    this.#value.textContent = value === null ? "" : words.text("lens.value", { place, value: number(value) });
    this.#cross.hidden = !tiles;
  }

  /** @param {State} state @param {boolean} flat */
  #name({ words, model, spot }, flat) {
    const layer = model.layers[spot.layer];
    if (!layer) return words.text(model.input.channels > 1 ? `channel.${spot.map}` : "lens.input");
    return flat ? layer.name : words.text("lens.map", { layer: layer.name, number: words.number(spot.map + 1) });
  }

  /** @param {number} width @param {number} height @param {Uint8Array | undefined} tiles @param {Uint32Array} shades */
  #paint(width, height, tiles, shades) {
    if (this.#bitmap?.width !== width || this.#bitmap.height !== height) {
      this.#bitmap = new Bitmap(width, height);
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = context2d(this.#canvas);
    context.clearRect(0, 0, width, height);
    if (!tiles) return;
    this.#bitmap.fill(tiles, shades);
    context.drawImage(this.#bitmap.canvas, 0, 0);
  }

  /** @param {number} column @param {number} row */
  #point(column, row) {
    const { flat, length, width, height } = this.#subject(this.state);
    const x = Math.min(width - 1, Math.max(0, column));
    const y = Math.min(height - 1, Math.max(0, row));
    const { layer, map } = this.state.spot;
    if (!flat) this.say("spot", { layer, map, y, x });
    else this.say("spot", { layer, map, y: 0, x: Math.min(length - 1, y * width + x) });
  }

  /** @param {PointerEvent} event */
  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    const { width, height } = this.#subject(this.state);
    const column = Math.floor(((event.clientX - box.left) / box.width) * width);
    const row = Math.floor(((event.clientY - box.top) / box.height) * height);
    this.#point(column, row);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const { flat, width } = this.#subject(this.state);
    const { x, y } = this.state.spot;
    const [column, row] = flat ? [x % width, Math.floor(x / width)] : [x, y];
    this.#point(column + arrow[0], row + arrow[1]);
  }
}

customElements.define("loupe-lens", Lens);

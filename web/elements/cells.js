/** One layer drawn: a canvas with all its cells, and over it a button for each cell. */
import { h, sharpContext } from "./dom.js";
import { formOf, layerAt } from "./arrange.js";
import { Bitmap, GREYS, shadesOf } from "./paint.js";

/** @typedef {import("../types.js").Model} Model */
/** @typedef {import("../types.js").Spot} Spot */
/** @typedef {import("../i18n.js").Words} Words */
/** @typedef {import("./arrange.js").Column} Column */

export class LayerCells {
  #canvas = h("canvas", { "aria-hidden": "true" });
  /** @type {HTMLButtonElement[]} */
  #buttons = [];
  /** @type {CanvasRenderingContext2D | null} */
  #context = null;
  /** @type {Column | null} */
  #place = null;
  /** @type {Bitmap | null} */
  #bitmap = null;
  #here = -1;

  /**
   * @param {Words} words
   * @param {Model} model
   * @param {number} layer -1 is the input
   * @param {(spot: Spot) => void} point told where the visitor points
   */
  constructor(words, model, layer, point) {
    this.layer = layer;
    this.#model = model;
    this.#point = point;
    const { shape, maps } = layerAt(model, layer);
    this.#form = formOf({ shape });
    const count = this.#form === "units" ? shape[0] : maps;
    this.#buttons = Array.from({ length: count }, (_, index) => this.#button(words, index));
    this.#canvas.className = "cells-canvas";
    this.element = h(
      "div",
      {
        class: `cells ${this.#form}`,
        role: "group",
        "aria-label": words.text(`cells.${this.#form}`, { layer: this.#name(words), count: words.number(count) }),
        onpointermove: (/** @type {PointerEvent} */ event) => this.#at(event),
        onclick: (/** @type {PointerEvent} */ event) => this.#at(event),
        onfocusin: (/** @type {FocusEvent} */ event) => this.#focus(event),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      },
      this.#canvas,
      ...this.#buttons,
    );
  }
  #model;
  #point;
  #form;

  /** @param {Words} words */
  #name(words) {
    return this.layer < 0 ? words.text("network.input") : this.#model.layers[this.layer].name;
  }

  /** @param {Words} words @param {number} index */
  #button(words, index) {
    const last = this.layer === this.#model.layers.length - 1;
    const { labels, input } = this.#model;
    const caption =
      this.layer < 0 && input.channels > 1
        ? words.text(`channel.${index}`)
        : this.#form === "units" && last
          ? words.label(labels[labels.length - layerAt(this.#model, this.layer).shape[0] + index] ?? "")
          : words.number(index + 1);
    const lone = (this.layer < 0 && input.channels === 1) || this.#form === "strip";
    const button = h(
      "button",
      { type: "button", class: "cell", tabindex: index === 0 ? 0 : -1, "aria-label": this.#cellName(words, index, caption) },
      h("span", { class: "frame" }),
      lone ? null : h("span", { class: "number", "aria-hidden": "true" }, caption),
    );
    button.dataset.cell = String(index);
    return button;
  }

  /** @param {Words} words @param {number} index @param {string} caption */
  #cellName(words, index, caption) {
    if (this.layer < 0) return this.#model.input.channels > 1 ? caption : words.text("network.input");
    if (this.#form === "strip") return words.text("cell.strip", { layer: this.#name(words) });
    return words.text(`cell.${this.#form}`, { number: this.#form === "maps" ? words.number(index + 1) : caption });
  }

  /** @param {Column} place */
  arrange(place) {
    this.#place = place;
    this.#bitmap = null;
    this.element.style.width = `${place.gridWidth}px`;
    this.element.style.height = `${place.gridHeight}px`;
    this.element.style.setProperty("--cell-width", `${place.cellWidth}px`);
    this.element.style.setProperty("--cell-height", `${place.cellHeight}px`);
    this.#context = sharpContext(this.#canvas, place.gridWidth, place.gridHeight);
    this.#context.imageSmoothingEnabled = false;
    for (const [index, button] of this.#buttons.entries()) {
      const { left, top } = this.#corner(place, index);
      button.style.transform = `translate(${left}px, ${top}px)`;
      button.hidden = index >= place.count;
    }
  }

  /** @param {Column} place @param {number} index */
  #corner({ columns, pitchX, pitchY }, index) {
    return { left: (index % columns) * pitchX, top: Math.floor(index / columns) * pitchY };
  }

  /** Nothing to show yet: the frames stay, on paper. */
  clear() {
    if (this.#place) this.#context?.clearRect(0, 0, this.#place.gridWidth, this.#place.gridHeight);
  }

  /** @param {Uint8Array} tiles all maps of the layer, one after the other */
  paint(tiles) {
    const place = this.#place;
    const context = this.#context;
    if (!place || !context) return;
    if (this.#form === "maps") this.#paintMaps(context, place, tiles);
    else if (this.#form === "units") this.#paintUnits(context, place, tiles);
    else this.#paintStrip(context, place, tiles);
  }

  /** @param {CanvasRenderingContext2D} context @param {Column} place @param {Uint8Array} tiles */
  #paintMaps(context, place, tiles) {
    const { maps, map_width: width, map_height: height } = layerAt(this.#model, this.layer);
    const { channels } = this.#model.input;
    const own = this.layer < 0 && channels > 1; // Each channel of a photo has its own shades.
    const together = own ? 1 : maps;
    this.#bitmap ??= new Bitmap(width, height * together);
    for (let map = 0; map < place.count; map++) {
      const size = width * height;
      if (map % together === 0) this.#bitmap.fill(tiles.subarray(map * size, (map + together) * size), shadesOf(channels, this.layer, map));
      const { left, top } = this.#corner(place, map);
      const { cellWidth, cellHeight } = place;
      context.drawImage(this.#bitmap.canvas, 0, (map % together) * height, width, height, left, top, cellWidth, cellHeight);
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Column} place @param {Uint8Array} tiles */
  #paintUnits(context, place, tiles) {
    const radius = place.cellWidth / 2;
    for (const [index, value] of tiles.entries()) {
      const { left, top } = this.#corner(place, index);
      context.fillStyle = GREYS[value];
      context.beginPath();
      context.arc(left + radius, top + radius, radius - 0.5, 0, 2 * Math.PI);
      context.fill();
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Column} place @param {Uint8Array} tiles */
  #paintStrip(context, place, tiles) {
    const { cellWidth, cellHeight, size } = place;
    this.#bitmap ??= new Bitmap(cellWidth / size, cellHeight / size);
    this.#bitmap.fillFolded(tiles);
    context.drawImage(this.#bitmap.canvas, 0, 0, cellWidth, cellHeight);
  }

  /** Marks the cell that the lens shows. @param {Spot} spot */
  mark(spot) {
    const here = spot.layer !== this.layer ? -1 : this.#cellOf(spot);
    if (here === this.#here) return;
    this.#buttons[this.#here]?.removeAttribute("aria-current");
    this.#here = here;
    this.#buttons[here]?.setAttribute("aria-current", "true");
    // The keyboard comes in at the marked cell; where that has no place, at the first.
    const entrance = here >= 0 && here < (this.#place?.count ?? 0) ? here : 0;
    for (const [index, button] of this.#buttons.entries()) button.tabIndex = index === entrance ? 0 : -1;
  }

  /** @param {Spot} spot */
  #cellOf(spot) {
    if (this.#form === "strip") return 0;
    return this.#form === "maps" ? spot.map : spot.x;
  }

  /** @param {Event} event */
  #indexAt(event) {
    const button = /** @type {Element} */ (event.target).closest("button");
    return button ? Number(button.dataset.cell) : -1;
  }

  /** @param {PointerEvent} event */
  #at(event) {
    const index = this.#indexAt(event);
    // A finger that moves is scrolling; it points by a tap.
    if (index < 0 || !this.#place || (event.type === "pointermove" && event.pointerType === "touch")) return;
    const byKey = event.type === "click" && event.detail === 0;
    if (byKey) return this.#pointAt(index);
    const { cellWidth, cellHeight, size } = this.#place;
    const box = this.#buttons[index].getBoundingClientRect();
    const { map_width: width, map_height: height } = layerAt(this.#model, this.layer);
    const part = (/** @type {number} */ offset, /** @type {number} */ whole, /** @type {number} */ count) =>
      Math.min(count - 1, Math.max(0, Math.floor((offset / whole) * count)));
    const across = event.clientX - box.left;
    const down = event.clientY - box.top;
    if (this.#form === "units") {
      this.#point({ layer: this.layer, map: 0, y: 0, x: index });
    } else if (this.#form === "strip") {
      const rows = cellHeight / size;
      const value = part(across, cellWidth, cellWidth / size) * rows + part(down, cellHeight, rows);
      this.#point({ layer: this.layer, map: 0, y: 0, x: Math.min(width - 1, value) });
    } else {
      this.#point({ layer: this.layer, map: index, y: part(down, cellHeight, height), x: part(across, cellWidth, width) });
    }
  }

  /** @param {FocusEvent} event */
  #focus(event) {
    const index = this.#indexAt(event);
    // A click has pointed already, and more exactly.
    if (index < 0 || index === this.#here || !this.#buttons[index].matches(":focus-visible")) return;
    this.#pointAt(index);
  }

  /** @param {number} index */
  #pointAt(index) {
    const { map_width: width, map_height: height } = layerAt(this.#model, this.layer);
    if (this.#form === "units") this.#point({ layer: this.layer, map: 0, y: 0, x: index });
    else this.#point({ layer: this.layer, map: index, y: Math.floor(height / 2), x: Math.floor(width / 2) });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const index = this.#indexAt(event);
    if (index < 0 || !this.#place) return;
    const { columns, count } = this.#place;
    const steps = /** @type {Record<string, number>} */ ({
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      Home: -index,
      End: count - 1 - index,
    });
    const next = index + (steps[event.key] ?? NaN);
    if (!(next >= 0 && next < count)) return;
    event.preventDefault();
    this.#buttons[next].focus();
  }
}

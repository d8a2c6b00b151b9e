/** The pad: mouse, pen, finger or keyboard to strokes. */
import { MAX_POINTS, MAX_STROKES } from "../limits.js";
import { colour, h, sharpContext } from "./dom.js";
import { countPoints, drawStroke, drawStrokes } from "./ink.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Stroke} Stroke */

/** A mouse has no pressure; a finger's is often a constant that means nothing. */
const PLAIN_PRESSURE = 0.5;
/** Points closer than this (in pad units) say nothing new. */
const MIN_STEP = 0.0015;
const ARROWS = Object.freeze(
  /** @type {Record<string, [number, number]>} */ ({
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }),
);

class Pad extends View {
  static builds = ["words", "chapter"];
  static renders = ["strokes", "picture", "theme", "model", "tool"];
  #canvas = h("canvas", { "aria-hidden": "true" });
  #picture = h("img", { class: "pad-picture", alt: "", hidden: true });
  #empty = h("p", { class: "pad-empty", "aria-hidden": "true" });
  #cursor = h("span", { class: "pad-cursor", "aria-hidden": "true" });
  #hint = h("p", { class: "pad-hint", id: "pad-hint" });
  #status = h("p", { class: "unseen", role: "status" });
  #sheet = h(
    "div",
    {
      class: "pad-sheet",
      role: "application",
      tabindex: 0,
      "aria-describedby": "pad-hint",
      onpointerdown: (/** @type {PointerEvent} */ event) => this.#down(event),
      onpointermove: (/** @type {PointerEvent} */ event) => this.#move(event),
      onpointerup: (/** @type {PointerEvent} */ event) => this.#up(event),
      onpointercancel: (/** @type {PointerEvent} */ event) => this.#up(event),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      onblur: () => this.#lift(),
    },
    this.#canvas,
    this.#picture,
    this.#empty,
    this.#cursor,
  );
  /** @type {CanvasRenderingContext2D | null} */
  #context = null;
  #side = 0;
  /** @type {Stroke[]} */
  #strokes = [];
  /** The stroke being drawn. @type {Stroke | null} */
  #stroke = null;
  #drawn = 0;
  #firstTime = 0;
  #room = 0;
  #pointer = -1;
  #cell = { column: 13, row: 13 };
  /** @type {Blob | null} */
  #shown = null;
  #address = "";
  #resized = new ResizeObserver(() => this.#resize());

  connectedCallback() {
    this.replaceChildren(this.#sheet, this.#hint, this.#status);
    this.#resized.observe(this.#sheet);
  }

  /** @param {State} state */
  build({ words, chapter }) {
    this.hidden = chapter.input !== "drawing";
    this.#sheet.setAttribute("aria-label", words.text("pad.name"));
    this.#empty.textContent = words.text("pad.empty");
    this.#hint.textContent = words.text("pad.hint");
  }

  /** @param {State} state @param {Set<string> | null} changed */
  render(state, changed) {
    this.#sheet.dataset.tool = state.tool;
    this.#empty.hidden = state.strokes.length > 0 || state.picture !== null;
    if (this.hidden) return this.#showPicture(null);
    this.#showPicture(state.picture);
    // Undo, clear, a sample or a picture came while the pen was down: the stroke belongs to what is gone.
    if (this.#stroke && (state.strokes !== this.#strokes || state.picture)) {
      this.#end();
      this.#placeCursor();
    }
    // A stroke that has just begun may have put a sample away.
    if (this.#stroke && this.#drawn > 0 && changed && !changed.has("theme")) this.#drawNew();
    else this.#redraw();
  }

  #resize() {
    const side = this.#sheet.clientWidth;
    if (side === 0) return;
    this.#side = side;
    this.#context = sharpContext(this.#canvas, side, side);
    this.#redraw();
    this.#placeCursor();
  }

  #redraw() {
    if (!this.#context || !this.state) return;
    const strokes = this.state.picture ? [] : this.state.strokes;
    drawStrokes(this.#context, strokes, this.#side, colour("--ink"));
    this.#drawn = (this.#stroke?.points.length ?? 0) / 4;
  }

  #drawNew() {
    if (!this.#context || !this.#stroke) return;
    drawStroke(this.#context, this.#stroke, this.#drawn, this.#side, colour("--ink"));
    this.#drawn = this.#stroke.points.length / 4;
  }

  /** @param {Blob | null} picture */
  #showPicture(picture) {
    if (picture === this.#shown) return;
    this.#picture.hidden = !picture;
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#shown = picture;
    this.#address = picture ? URL.createObjectURL(picture) : "";
    if (picture) this.#picture.src = this.#address;
    else this.#picture.removeAttribute("src");
  }

  /** What a new stroke joins. A picture makes way, and so does a sample, which the eraser may work on. */
  #before() {
    const { picture, strokes, tool, chapter } = this.state;
    const isSample = chapter.samples.some((sample) => sample.strokes === strokes);
    return picture || (isSample && tool === "pen") ? [] : strokes;
  }

  /** Begins a stroke. @param {number[]} point */
  #begin(point) {
    const before = this.#before();
    this.#room = MAX_POINTS - countPoints(before);
    if (before.length >= MAX_STROKES || this.#room <= 0) {
      this.say("full");
      return;
    }
    this.#stroke = { tool: this.state.tool, points: [] };
    this.#strokes = [...before, this.#stroke];
    this.#drawn = 0;
    this.say("stroke");
    this.#add(point);
    this.say("strokes", this.#strokes);
  }

  /** @param {number[]} point x, y, pressure, time */
  #add(point) {
    const points = this.#stroke?.points;
    if (!points || points.length / 4 >= this.#room) return;
    const last = points.length - 4;
    if (last >= 0 && Math.hypot(point[0] - points[last], point[1] - points[last + 1]) < MIN_STEP) return;
    points.push(...point);
  }

  #end() {
    this.#stroke = null;
    this.#pointer = -1;
  }

  /** @param {PointerEvent} event @param {DOMRect} box */
  #pointOf(event, box) {
    const pressure = event.pointerType === "pen" ? event.pressure : PLAIN_PRESSURE;
    // A stroke may run over the edge: the canvas clips it, and the engine follows it outside.
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    return [x, y, pressure, event.timeStamp - this.#firstTime];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    // A second finger or the right button draws nothing.
    if (this.#pointer >= 0 || event.button !== 0) return;
    this.#lift();
    this.#sheet.dataset.keyboard = "off";
    this.#pointer = event.pointerId;
    this.#sheet.setPointerCapture(event.pointerId);
    if (this.#before().length === 0) this.#firstTime = event.timeStamp;
    this.#begin(this.#pointOf(event, this.#sheet.getBoundingClientRect()));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerId !== this.#pointer || !this.#stroke) return;
    const box = this.#sheet.getBoundingClientRect();
    const between = event.getCoalescedEvents?.() ?? [];
    for (const part of between.length > 0 ? between : [event]) this.#add(this.#pointOf(part, box));
    this.say("strokes", this.#strokes);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId === this.#pointer) this.#end();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey || event.ctrlKey || this.#pointer >= 0) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const { width, height } = this.state.model.input;
      const cell = this.#cell;
      cell.column = Math.min(width - 1, Math.max(0, cell.column + arrow[0]));
      cell.row = Math.min(height - 1, Math.max(0, cell.row + arrow[1]));
      if (this.#stroke) {
        this.#add(this.#cellPoint(event.timeStamp));
        this.say("strokes", this.#strokes);
      }
    } else if (event.key === " " || event.key === "Enter") {
      if (event.repeat) return event.preventDefault();
      if (this.#stroke) this.#lift();
      else this.#begin(this.#cellPoint(event.timeStamp));
      this.#announce();
    } else if (event.key === "Escape") {
      this.#lift();
    } else if (event.key === "Backspace") {
      this.#lift();
      this.say("undo");
    } else if (event.key === "Delete") {
      this.#lift();
      this.say("clear");
    } else {
      return;
    }
    event.preventDefault();
    this.#sheet.dataset.keyboard = "on";
    this.#placeCursor();
  }

  #lift() {
    if (this.#pointer < 0) this.#end();
    this.#placeCursor();
  }

  /** @param {number} time */
  #cellPoint(time) {
    const { width, height } = this.state.model.input;
    return [(this.#cell.column + 0.5) / width, (this.#cell.row + 0.5) / height, PLAIN_PRESSURE, time];
  }

  #placeCursor() {
    if (!this.state) return;
    const { width, height } = this.state.model.input;
    const size = this.#side / width;
    this.#cursor.style.width = `${size}px`;
    this.#cursor.style.height = `${this.#side / height}px`;
    this.#cursor.style.transform = `translate(${this.#cell.column * size}px, ${(this.#cell.row * this.#side) / height}px)`;
    this.#sheet.dataset.pen = this.#stroke ? "down" : "up";
  }

  #announce() {
    this.#status.textContent = this.state.words.text(this.#stroke ? "pad.down" : "pad.up");
  }
}

customElements.define("loupe-pad", Pad);

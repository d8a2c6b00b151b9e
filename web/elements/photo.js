/** The photo that is looked at: all of it, or a square that mouse, finger and keyboard move. */
import { h } from "./dom.js";
import { View } from "./view.js";

/** @import { Part, State } from "../types.js" */

/** A square to begin with. @type {Part} */
const MIDDLE = { x: 0.5, y: 0.5, side: 1 };
const SMALLEST = 0.1;
const STEP = 0.02;
const PERCENT = 100;
const ARROWS = Object.freeze(
  /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }),
);

class Photo extends View {
  static builds = ["words", "chapter"];
  static renders = ["picture", "part"];
  #image = h("img", { class: "photo-image", onload: () => this.#measure() });
  #square = h("span", {
    class: "photo-square",
    role: "application",
    tabindex: 0,
    onpointerdown: (/** @type {PointerEvent} */ event) => this.#grab(event),
    onpointermove: (/** @type {PointerEvent} */ event) => this.#drag(event),
    onpointerup: () => (this.#grip = null),
    onpointercancel: () => (this.#grip = null),
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
  });
  #frame = h("div", { class: "photo-frame" }, this.#image, this.#square);
  #size = h("input", { type: "range", min: SMALLEST * PERCENT, max: PERCENT, onpointerdown: () => this.say("stroke"), oninput: () => this.#resize(Number(this.#size.value) / PERCENT) });
  #sizes = h("label", { class: "photo-size" }, h("span", {}), this.#size);
  /** @type {HTMLButtonElement[]} */
  #cuts = [];
  #words = h("div", { class: "words", role: "group" });
  #undo = h("div", { class: "words" });
  /** Where in the square the pointer holds it. @type {{x: number, y: number} | null} */
  #grip = null;
  /** @type {Blob | null} */
  #shown = null;
  #address = "";
  /** Width through height of the photo. */
  #ratio = 1;

  connectedCallback() {
    this.replaceChildren(h("div", { class: "photo-sheet" }, this.#frame), h("div", { class: "photo-tools" }, this.#words, this.#undo, this.#sizes));
  }

  /** @param {State} state */
  build({ words, chapter }) {
    this.hidden = chapter.input !== "photo";
    this.#image.alt = words.text("photo.name");
    this.#square.setAttribute("aria-label", words.text("photo.square.name"));
    this.#words.setAttribute("aria-label", words.text("photo.cut"));
    this.#cuts = /** @type {const} */ (["whole", "square"]).map((cut) =>
      h(
        "button",
        { type: "button", class: "word", title: words.text(`photo.${cut}.help`), onclick: () => this.#cut(cut === "whole" ? null : (this.state.part ?? MIDDLE)) },
        words.text(`photo.${cut}`),
      ),
    );
    const undo = h("button", { type: "button", class: "word", title: words.text("photo.undo.help"), onclick: () => this.say("undo") }, words.text("tool.undo"));
    this.#words.replaceChildren(...this.#cuts);
    this.#undo.replaceChildren(undo);
    /** @type {HTMLElement} */ (this.#sizes.firstElementChild).textContent = words.text("photo.size");
  }

  /** @param {State} state */
  render({ picture, part }) {
    this.#show(this.hidden ? null : picture);
    const [whole, square] = this.#cuts;
    whole.setAttribute("aria-pressed", String(part === null));
    square.setAttribute("aria-pressed", String(part !== null));
    this.#square.hidden = part === null;
    this.#sizes.toggleAttribute("hidden", part === null);
    if (!part) return;
    const { width, height } = this.#sides(part);
    this.#size.value = String(Math.round(part.side * PERCENT));
    this.#square.style.width = `${width * PERCENT}%`;
    this.#square.style.height = `${height * PERCENT}%`;
    this.#square.style.left = `${(part.x - width / 2) * PERCENT}%`;
    this.#square.style.top = `${(part.y - height / 2) * PERCENT}%`;
  }

  /** @param {Blob | null} picture */
  #show(picture) {
    if (picture === this.#shown) return;
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#shown = picture;
    this.#address = picture ? URL.createObjectURL(picture) : "";
    this.#frame.hidden = !picture;
    if (picture) this.#image.src = this.#address;
    else this.#image.removeAttribute("src");
  }

  /** The frame takes the photo's proportions, so that shares of one are shares of the other. */
  #measure() {
    this.#ratio = this.#image.naturalWidth / this.#image.naturalHeight || 1;
    this.#frame.style.setProperty("--ratio", String(this.#ratio));
    this.render(this.state);
  }

  /** The square's sides as shares of the photo's width and height. @param {Part} part */
  #sides({ side }) {
    return this.#ratio > 1 ? { width: side / this.#ratio, height: side } : { width: side, height: side * this.#ratio };
  }

  /** A step of its own, which undo takes back. @param {Part | null} part */
  #cut(part) {
    this.say("stroke");
    this.say("part", part);
  }

  /** Moves the square, and keeps it within the photo. @param {Part} part */
  #place(part) {
    const { width, height } = this.#sides(part);
    const inside = (/** @type {number} */ centre, /** @type {number} */ length) => Math.min(1 - length / 2, Math.max(length / 2, centre));
    this.say("part", { x: inside(part.x, width), y: inside(part.y, height), side: part.side });
  }

  /** @param {number} side */
  #resize(side) {
    const { part } = this.state;
    if (part) this.#place({ ...part, side: Math.min(1, Math.max(SMALLEST, side)) });
  }

  /** Where a pointer is, as shares of the photo. @param {PointerEvent} event */
  #at(event) {
    const box = this.#frame.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    const { part } = this.state;
    if (!part || event.button !== 0) return;
    this.say("stroke");
    const { x, y } = this.#at(event);
    this.#grip = { x: x - part.x, y: y - part.y };
    this.#square.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const { part } = this.state;
    if (!part || !this.#grip) return;
    const { x, y } = this.#at(event);
    this.#place({ ...part, x: x - this.#grip.x, y: y - this.#grip.y });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { part } = this.state;
    const arrow = ARROWS[event.key];
    const larger = event.key === "+" ? 1 : event.key === "-" ? -1 : 0;
    if (!part || !(arrow || larger)) return;
    event.preventDefault();
    if (!event.repeat) this.say("stroke");
    if (arrow) this.#place({ ...part, x: part.x + arrow[0] * STEP, y: part.y + arrow[1] * STEP });
    else this.#resize(part.side + larger * STEP);
  }
}

customElements.define("loupe-photo", Photo);

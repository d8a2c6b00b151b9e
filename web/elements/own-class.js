/** One own class: its name, the ways to give it samples, and the samples themselves. */
import { MAX_CLASS_NAME } from "../limits.js";
import { h, word } from "./dom.js";
import { Bitmap } from "./paint.js";

/** @import { Words } from "../i18n.js" */
/** @import { OwnClass, OwnSample, State } from "../types.js" */
/** @typedef {(name: string, detail?: unknown) => void} Say */

export class OwnClassRow {
  #name = h("input", { type: "text", class: "own-name", maxlength: MAX_CLASS_NAME, autocomplete: "off", spellcheck: "false", oninput: () => (this.#typing = true), onchange: () => this.#rename() });
  #count = h("span", { class: "own-count" });
  #file = h("input", { type: "file", accept: "image/*", multiple: true, class: "unseen", tabindex: -1, onchange: () => this.#choose() });
  #strip = h("div", { class: "own-strip", role: "group" });
  #tools = h("div", { class: "words own-tools" });
  /** @type {Map<string, HTMLButtonElement>} */
  #thumbnails = new Map();
  /** The sample that is to be moved or removed. */
  #picked = "";
  #typing = false;
  /** The name as it is kept. */
  #called = "";

  /** @param {State} state @param {number} index @param {Say} say */
  constructor({ words, chapter }, index, say) {
    this.#words = words;
    this.#input = chapter.model.input;
    this.#index = index;
    this.#say = say;
    const kind = chapter.input;
    this.#name.setAttribute("aria-label", words.text("own.name", { number: words.number(index + 1) }));
    this.#file.setAttribute("aria-label", words.text("own.photos"));
    const ways = h(
      "div",
      { class: "words" },
      word(words.text(`own.add.${kind}`), words.text(`own.add.${kind}.help`), () => say("own-add", index)),
      word(words.text("own.photos"), words.text("own.photos.help"), () => this.#file.click()),
      word(words.text("own.drop"), words.text("own.drop.help"), () => say("own-drop", index)),
    );
    this.element = h(
      "li",
      { class: "own-class", ondrop: (/** @type {DragEvent} */ event) => this.#drop(event) },
      h("div", { class: "own-head" }, this.#name, this.#count, ways, this.#file),
      this.#strip,
      this.#tools,
    );
  }
  #words;
  #input;
  #index;
  #say;

  /** @param {OwnClass[]} classes all of them */
  render(classes) {
    const { name, samples } = classes[this.#index];
    this.#called = name;
    if (!this.#typing) this.#name.value = name;
    this.#count.textContent = this.#words.text("own.count", { count: this.#words.number(samples.length) });
    this.#strip.setAttribute("aria-label", this.#words.text("own.samples", { name }));
    this.#strip.hidden = samples.length === 0;
    for (const [id, button] of this.#thumbnails) {
      if (samples.some((sample) => sample.id === id)) continue;
      if (button === document.activeElement) /** @type {HTMLElement} */ (button.nextElementSibling ?? button.previousElementSibling ?? this.#name).focus();
      button.remove();
      this.#thumbnails.delete(id);
    }
    for (const [place, sample] of samples.entries()) {
      const button = this.#thumbnails.get(sample.id) ?? this.#thumbnail(sample);
      button.setAttribute("aria-label", this.#words.text("own.sample", { name, number: this.#words.number(place + 1) }));
      if (this.#strip.children[place] !== button) this.#strip.insertBefore(button, this.#strip.children[place] ?? null);
    }
    if (!this.#strip.querySelector("[tabindex='0']")) this.#enter(this.#strip.firstElementChild);
    this.#pick(this.#thumbnails.has(this.#picked) ? this.#picked : "", classes);
  }

  /** The keyboard comes into the strip at one sample, and arrows lead to the others. @param {Element | null} here */
  #enter(here) {
    for (const button of this.#thumbnails.values()) button.tabIndex = button === here ? 0 : -1;
  }

  /** @param {KeyboardEvent} event @param {string} id */
  #key({ key, target }, id) {
    const { previousElementSibling: before, nextElementSibling: after } = /** @type {Element} */ (target);
    const next = key === "ArrowLeft" ? before : key === "ArrowRight" ? after : null;
    if (key === "Delete" || key === "Backspace") this.#say("own-remove", id);
    /** @type {HTMLElement | null} */ (next)?.focus();
  }

  /** @param {OwnSample} sample */
  #thumbnail({ id, pixels }) {
    const { width, height, channels } = this.#input;
    const bitmap = new Bitmap(width, height);
    if (channels === 1) bitmap.fill(pixels);
    else bitmap.fillColours(pixels);
    /** @type {HTMLButtonElement} */
    const button = h(
      "button",
      {
        type: "button",
        class: "own-sample",
        tabindex: -1,
        onclick: () => this.#say("own-pick", this.#picked === id ? "" : id),
        onfocus: () => this.#enter(button),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, id),
      },
      bitmap.canvas,
    );
    this.#thumbnails.set(id, button);
    return button;
  }

  /** Marks a sample, of which at most one in all classes is picked. @param {string} id @param {OwnClass[]} classes */
  #pick(id, classes) {
    for (const [one, button] of this.#thumbnails) button.setAttribute("aria-pressed", String(one === id));
    const names = id === "" ? "" : JSON.stringify([id, classes.map(({ name }) => name)]);
    if (this.#tools.dataset.names === names) return;
    this.#tools.dataset.names = names;
    this.#picked = id;
    this.#tools.hidden = id === "";
    if (id === "") return this.#tools.replaceChildren();
    const others = [...classes.entries()].filter(([index]) => index !== this.#index);
    this.#tools.replaceChildren(
      ...others.map(([to, { name }]) => word(this.#words.text("own.move", { name }), this.#words.text("own.move.help"), () => this.#say("own-move", { id, to }))),
      word(this.#words.text("own.remove"), this.#words.text("own.remove.help"), () => this.#say("own-remove", id)),
    );
  }

  /** @param {string} id picked in any of the classes @param {OwnClass[]} classes */
  picked(id, classes) {
    this.#pick(this.#thumbnails.has(id) ? id : "", classes);
  }

  #rename() {
    this.#typing = false;
    if (this.#name.value.trim() === "") this.#name.value = this.#called;
    this.#say("own-name", { index: this.#index, name: this.#name.value });
  }

  #choose() {
    this.#give([...(this.#file.files ?? [])]);
    this.#file.value = "";
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#give(files);
  }

  /** @param {File[]} files */
  #give(files) {
    if (files.length > 0) this.#say("own-photos", { index: this.#index, photos: files.map((file) => ({ name: file.name, photo: file })) });
  }
}

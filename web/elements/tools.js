/** What the hand holds, and how to take a step back. */
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */

class Tools extends View {
  static builds = ["words", "chapter"];
  static renders = ["tool", "strokes", "picture"];
  /** @type {HTMLButtonElement[]} */
  #tools = [];
  #clear = h("button");
  #undoKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    // A field has a history of its own.
    if (event.target instanceof HTMLInputElement && ["number", "text"].includes(event.target.type)) return;
    event.preventDefault();
    this.say("undo");
  };

  connectedCallback() {
    document.addEventListener("keydown", this.#undoKey);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#undoKey);
  }

  /** @param {State} state */
  build({ words, chapter }) {
    this.hidden = chapter.input !== "drawing";
    const button = (/** @type {string} */ key, /** @type {() => void} */ act) =>
      h("button", { type: "button", class: "word", title: words.text(`${key}.help`), onclick: act }, words.text(key));
    this.#tools = /** @type {const} */ (["pen", "eraser"]).map((tool) => {
      const made = button(`tool.${tool}`, () => this.say("tool", tool));
      made.dataset.tool = tool;
      return made;
    });
    this.#clear = button("tool.clear", () => this.say("clear"));
    this.replaceChildren(
      h("div", { class: "words", role: "group", "aria-label": words.text("tool.group") }, ...this.#tools),
      h("div", { class: "words" }, button("tool.undo", () => this.say("undo")), this.#clear),
    );
  }

  /** @param {State} state */
  render({ tool, strokes, picture }) {
    for (const button of this.#tools) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    this.#clear.setAttribute("aria-disabled", String(strokes.length === 0 && !picture));
  }
}

customElements.define("loupe-tools", Tools);

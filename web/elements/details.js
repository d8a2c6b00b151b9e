/** What an engineer wants to know when something went wrong, ready to be copied. */
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */

class Details extends View {
  static builds = ["words"];
  static renders = ["details"];
  #text = h("pre", { tabindex: 0 });
  #copy = h("button", { type: "button", class: "word", onclick: () => this.#copyText() });
  #close = h("button", { type: "button", class: "word", onclick: () => this.#dialog.close() });
  #title = h("h2", { id: "details-title" });
  #dialog = h(
    "dialog",
    { "aria-labelledby": "details-title", onclose: () => this.say("details-closed") },
    this.#title,
    this.#text,
    h("div", { class: "words" }, this.#copy, this.#close),
  );

  connectedCallback() {
    this.replaceChildren(this.#dialog);
  }

  /** @param {State} state */
  build({ words }) {
    this.#title.textContent = words.text("details.title");
    this.#text.setAttribute("aria-label", words.text("details.title"));
    this.#copy.textContent = words.text("details.copy");
    this.#close.textContent = words.text("details.close");
  }

  /** @param {State} state */
  render({ details, words }) {
    if (!details) return;
    this.#text.textContent = details.join("\n");
    this.#copy.textContent = words.text("details.copy");
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #copyText() {
    const { words } = this.state;
    try {
      await navigator.clipboard.writeText(this.#text.textContent ?? "");
      this.#copy.textContent = words.text("details.copied");
    } catch {
      // No right to the clipboard: selecting the text leaves one key stroke to the visitor.
      getSelection()?.selectAllChildren(this.#text);
      this.#copy.textContent = words.text("details.selected");
    }
  }
}

customElements.define("loupe-details", Details);

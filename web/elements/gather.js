/** Beside the pad or the photo, while own classes are collected: a button for each, which takes what is there. */
import { total } from "../collection.js";
import { h, word } from "./dom.js";
import { View } from "./view.js";

/** @import { State } from "../types.js" */

class Gather extends View {
  static builds = ["words", "chapter"];
  static renders = ["own"];
  #buttons = h("div", { class: "words gather", role: "group" });
  #announcer = h("p", { class: "unseen", role: "status" });
  /** The names on the buttons. */
  #names = "";
  #count = 0;

  connectedCallback() {
    this.replaceChildren(this.#buttons, this.#announcer);
  }

  /** @param {State} state */
  build({ words, own }) {
    this.#names = "";
    this.#count = total(own.classes);
    this.#buttons.setAttribute("aria-label", words.text("own.gather"));
  }

  /** @param {State} state */
  render({ words, own, chapter }) {
    const { classes, open } = own;
    const count = total(classes);
    this.hidden = classes.length === 0 || (!open && count === 0);
    const names = JSON.stringify(classes.map(({ name }) => name));
    if (names !== this.#names) {
      this.#names = names;
      const add = (/** @type {string} */ name, /** @type {number} */ index) => {
        const button = word(name, words.text(`own.add.${chapter.input}.help`), () => this.say("own-add", index));
        button.append(h("span", { class: "own-count" }));
        return button;
      };
      this.#buttons.replaceChildren(h("span", { class: "note" }, words.text("own.gather")), ...classes.map(({ name }, index) => add(name, index)));
    }
    for (const [index, { samples }] of classes.entries()) {
      const label = /** @type {HTMLElement} */ (this.#buttons.children[index + 1].lastElementChild);
      label.textContent = words.number(samples.length);
    }
    if (count !== this.#count) this.#announcer.textContent = classes.map(({ name, samples }) => `${name}: ${words.number(samples.length)}`).join(", ");
    this.#count = count;
  }
}

customElements.define("loupe-gather", Gather);

/** The way from chapter to chapter. */
import { CHAPTERS } from "../chapters.js";
import { h } from "./dom.js";
import { View } from "./view.js";

/** @import { State } from "../types.js" */

class Chapters extends View {
  static renders = ["chapter"];
  /** @type {HTMLAnchorElement[]} */
  #links = [];

  /** @param {State} state */
  build({ words }) {
    this.#links = CHAPTERS.map(({ name }) => h("a", { href: `#${name}`, title: words.text(`${name}.lead`) }, words.text(`${name}.title`)));
    this.replaceChildren(h("nav", { "aria-label": words.text("page.chapters") }, ...this.#links));
  }

  /** @param {State} state */
  render({ chapter }) {
    for (const [index, link] of this.#links.entries()) {
      if (CHAPTERS[index] === chapter) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

customElements.define("loupe-chapters", Chapters);

/** How large the newest gradient of each layer is: who still learns, and how much. */
import { h } from "./dom.js";

/** @import { Model, Training } from "../types.js" */
/** @import { Words } from "../i18n.js" */

/** The bars' scale is logarithmic, between these powers of ten. */
const LOWEST = -6;
const HIGHEST = 0;
const DIGITS = 2;

export class Gradients {
  #title = h("h3", {});
  #list = h("dl", {});
  element = h("div", { class: "gradients" }, this.#title, this.#list);
  /** @type {{bar: HTMLElement, number: HTMLElement}[]} */
  #rows = [];
  /** The layers that have a row. */
  #drawn = "";

  /** @param {Training} training @param {Model} model @param {Words} words */
  draw({ gradients }, { layers }, words) {
    const learning = layers.filter(({ parameters }) => parameters > 0);
    this.element.hidden = gradients?.length !== learning.length;
    if (!gradients || this.element.hidden) return;
    const drawn = `${words.language} ${learning.map(({ name }) => name)}`;
    if (drawn !== this.#drawn) this.#build(learning.map(({ name }) => name), words);
    this.#drawn = drawn;
    for (const [index, { bar, number }] of this.#rows.entries()) {
      const size = gradients[index];
      const share = size > 0 ? (Math.log10(size) - LOWEST) / (HIGHEST - LOWEST) : 0;
      bar.style.transform = `scaleX(${Math.min(1, Math.max(0, share)).toFixed(3)})`;
      number.textContent = size > 0 ? size.toExponential(DIGITS - 1) : words.text("gradients.none");
    }
  }

  /** @param {string[]} names @param {Words} words */
  #build(names, words) {
    this.#title.textContent = words.text("gradients.title");
    this.element.title = words.text("gradients.help");
    this.#rows = names.map(() => ({ bar: h("span", { class: "bar" }), number: h("span", { class: "gradient-size" }) }));
    this.#list.replaceChildren(
      ...names.flatMap((name, index) => {
        const { bar, number } = this.#rows[index];
        return [h("dt", {}, name), h("dd", {}, h("span", { class: "bar-track", "aria-hidden": "true" }, bar), number)];
      }),
    );
  }
}

/** The network in words and numbers, for those who do not see the maps. */
import { ANNOUNCE_AFTER_MS } from "../limits.js";
import { h } from "./dom.js";
import { shapeText } from "./network.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */

class Summary extends View {
  static late = true;
  static builds = ["words", "model"];
  static renders = ["look"];
  /** @type {HTMLElement[]} */
  #strongest = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {State} state */
  build({ words, model }) {
    const columns = ["layer", "kind", "shape", "parameters", "strongest"];
    this.#strongest = model.layers.map(() => h("td"));
    this.replaceChildren(
      h(
        "table",
        {},
        h("caption", {}, words.text("summary.caption", { count: words.number(model.parameters) })),
        h("thead", {}, h("tr", {}, ...columns.map((column) => h("th", { scope: "col" }, words.text(`summary.${column}`))))),
        h(
          "tbody",
          {},
          ...model.layers.map(({ name, kind, shape, parameters }, index) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, name),
              h("td", {}, kind),
              h("td", {}, shapeText(words, shape)),
              h("td", {}, words.number(parameters)),
              this.#strongest[index],
            ),
          ),
        ),
      ),
    );
  }

  render() {
    // The table is read, not watched: it follows once the hand rests.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fill(), ANNOUNCE_AFTER_MS);
  }

  #fill() {
    const { look, words } = this.state;
    for (const [index, cell] of this.#strongest.entries()) {
      const maxima = look?.layers[index]?.maxima ?? new Float32Array();
      const best = maxima.indexOf(Math.max(...maxima));
      cell.textContent =
        best < 0 ? "" : words.text("summary.best", { number: words.number(best + 1), value: words.number(maxima[best], 3) });
    }
  }
}

customElements.define("loupe-summary", Summary);

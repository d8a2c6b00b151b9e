/** The sheet of one layer, in the drawer: every map large, and where its parameters come from. */
import { arrangeLayer, formOf, layerAt } from "./arrange.js";
import { LayerCells } from "./cells.js";
import { h, math } from "./dom.js";
import { KernelSheet } from "./kernels.js";
import { shapeText } from "./network.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Layer} Layer */
/** @typedef {import("../types.js").Model} Model */

const TILE = 140;
const SMALL_TILE = 84;

/**
 * How the parameter count comes about, or null where a layer learns nothing.
 * @param {Model} model @param {number} index
 * @returns {number[] | null} the factors of the weights, then the biases
 */
function recipe(model, index) {
  const { kernel, filters, units, parameters } = model.layers[index];
  if (parameters === 0) return null;
  const { shape } = layerAt(model, index - 1);
  const channels = shape[shape.length - 1];
  if (kernel && filters) return [kernel[0], kernel[1], channels, filters];
  return units ? [channels, units] : null;
}

class Sheet extends View {
  static builds = ["words", "model", "sheet"];
  static renders = ["look", "spot", "kernels"];
  /** @type {KernelSheet | null} */
  #kernels = null;
  #body = h("div", { class: "sheet-cells" });
  /** @type {LayerCells | null} */
  #cells = null;
  /** The layer whose sheet was last brought into sight. @type {number | null} */
  #shown = null;
  #resized = new ResizeObserver(() => this.#arrange());

  connectedCallback() {
    document.addEventListener("keydown", this.#escape);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#escape);
    this.#resized.disconnect();
  }

  /** Closes the sheet from wherever the focus is. @param {KeyboardEvent} event */
  #escape = (event) => {
    if (event.key === "Escape" && !this.hidden && !event.defaultPrevented) this.say("sheet", null);
  };

  /** @param {State} state */
  build({ words, model, sheet }) {
    this.#resized.disconnect();
    this.#cells = null;
    this.#kernels = null;
    this.hidden = sheet === null;
    if (sheet === null) {
      this.#shown = null;
      return this.replaceChildren();
    }
    const layer = model.layers[sheet];
    this.#cells = new LayerCells(words, model, sheet, (spot) => this.say("spot", spot));
    this.#body.replaceChildren(this.#cells.element);
    this.setAttribute("aria-label", words.text("sheet.title", { layer: layer.name }));
    const kind = `kind.${layer.kind}`;
    const place = { y: Math.floor(layer.map_height / 2), x: Math.floor(layer.map_width / 2) };
    if (layer.kernel) this.#kernels = new KernelSheet(words, model, sheet, (map) => this.say("spot", { layer: sheet, map, ...place }));
    this.replaceChildren(
      h(
        "header",
        { class: "sheet-head" },
        h("h2", { tabindex: -1 }, words.text("sheet.title", { layer: layer.name })),
        h(
          "div",
          { class: "words" },
          this.#kernels ? h("button", { type: "button", class: "word", onclick: () => this.#kernels?.show() }, words.text("kernels.title")) : null,
          h("button", { type: "button", class: "word", onclick: () => this.say("sheet", null) }, words.text("sheet.close")),
        ),
      ),
      h(
        "div",
        { class: "sheet-text" },
        h("p", {}, words.has(kind) ? words.text(kind, this.#facts(model, sheet)) : layer.kind),
        this.#formula(model, sheet),
      ),
      this.#body,
      ...(this.#kernels ? [this.#kernels.element] : []),
    );
    this.#resized.observe(this.#body);
    if (this.#shown !== sheet) this.#comeIntoSight();
    this.#shown = sheet;
  }

  /** A sheet that opens below the window's edge would seem not to open at all. */
  #comeIntoSight() {
    const still = globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.querySelector("h2")?.focus({ preventScroll: true });
    // Its height is known once the maps stand.
    requestAnimationFrame(() => this.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" }));
  }

  /** @param {Model} model @param {number} index @returns {Record<string, string>} */
  #facts(model, index) {
    const { words } = this.state;
    const { kernel, filters, units, shape, activation, rate, pool } = model.layers[index];
    const before = layerAt(model, index - 1);
    return {
      before: shapeText(words, before.shape),
      after: shapeText(words, shape),
      kernel: (kernel ?? pool ?? []).map((side) => words.number(side)).join(" × "),
      count: words.number(filters ?? units ?? 0),
      activation: activation ?? "linear",
      rate: words.number(rate ?? 0, 1),
    };
  }

  /** @param {Model} model @param {number} index */
  #formula(model, index) {
    const { words } = this.state;
    const factors = recipe(model, index);
    if (!factors) return null;
    const number = (/** @type {number} */ value) => math("mn", words.number(value));
    const product = factors.flatMap((factor, at) => (at === 0 ? [number(factor)] : [math("mo", "×"), number(factor)]));
    const biases = factors[factors.length - 1];
    const row = math("mrow", ...product, math("mo", "+"), number(biases), math("mo", "="), number(model.layers[index].parameters));
    return h("p", { class: "formula" }, math("math", row), h("span", { class: "formula-words" }, words.text(model.layers[index].kernel ? "sheet.formula.filters" : "sheet.formula.units")));
  }

  #arrange() {
    const width = this.#body.clientWidth;
    const { sheet, model } = this.state;
    if (!this.#cells || sheet === null || width === 0) return;
    this.#cells.arrange(arrangeLayer(model, sheet, width, width < 600 ? SMALL_TILE : TILE));
    this.render(this.state);
  }

  /** @param {State} state */
  render({ look, spot, sheet, kernels }) {
    if (!this.#cells || sheet === null) return;
    if (kernels?.layer === sheet) this.#kernels?.paint(kernels, spot);
    const tiles = look && !look.empty ? look.layers[sheet]?.tiles : undefined;
    if (tiles) this.#cells.paint(tiles);
    else this.#cells.clear();
    this.#cells.mark(spot);
  }
}

customElements.define("loupe-sheet", Sheet);

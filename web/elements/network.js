/** The chain of layers, made from the model's descriptor alone. */
import { arrangeChain, arrangeLayer } from "./arrange.js";
import { LayerCells } from "./cells.js";
import { Curves } from "./curves.js";
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Layer} Layer */
/** @typedef {import("./arrange.js").Column} Column */
/** @typedef {{element: HTMLElement, cells: LayerCells}} Stand */

/** Below this width of the page the chain folds into its block diagram, and one layer is open at a time. */
const NARROW = globalThis.matchMedia("(max-width: 899px)");
/** Height of a layer's heading; where columns are close, its last line breaks in two. */
const HEADING = 72;
const CLOSE_HEADING = 88;
const CLOSE_BELOW = 640;
const MIN_GRID = 300;
/** Room for the frame around a chosen map. */
const FRAME = 4;
const SINGLE_TILE = 56;

/** @param {State["words"]} words @param {number[]} shape */
export function shapeText(words, shape) {
  return shape.map((side) => words.number(side)).join(" × ");
}

class Network extends View {
  static builds = ["words", "model"];
  static renders = ["look", "spot", "sheet"];
  #curves = new Curves();
  #chain = h("div", { class: "chain" });
  #blocks = h("div", { class: "blocks", role: "group" });
  /** @type {Stand[]} */
  #stands = [];
  /** @type {HTMLButtonElement[]} */
  #openers = [];
  /** The layer that is open in the block diagram. */
  #single = 0;
  /** The layer whose sheet is open. @type {number | null} */
  #sheet = null;
  #arranged = "";
  #resized = new ResizeObserver(() => this.#arrange());
  #folded = () => this.#arrange();

  connectedCallback() {
    this.replaceChildren(this.#blocks, this.#chain);
    this.#resized.observe(this);
    NARROW.addEventListener("change", this.#folded);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    NARROW.removeEventListener("change", this.#folded);
  }

  /** @param {State} state */
  build(state) {
    const { words, model } = state;
    const layers = [-1, ...model.layers.keys()];
    this.#openers = [];
    this.#stands = layers.map((layer) => this.#stand(state, layer));
    this.#chain.replaceChildren(this.#curves.element, ...this.#stands.map((stand) => stand.element));
    this.#blocks.setAttribute("aria-label", words.text("network.blocks"));
    this.#blocks.replaceChildren(...layers.map((layer) => this.#block(state, layer)));
    this.#arranged = "";
    this.#arrange();
  }

  /** @param {State} state @param {number} layer @returns {Stand} */
  #stand({ words, model }, layer) {
    const cells = new LayerCells(words, model, layer, (spot) => this.say("spot", spot));
    const described = model.layers[layer];
    const { height, width, channels } = model.input;
    const shape = described?.shape ?? [height, width, channels];
    const element = h(
      "section",
      { class: "stand", role: "group", "aria-label": described?.name ?? words.text("network.input"), "data-layer": layer },
      h(
        "header",
        { class: "stand-head" },
        described ? this.#opener(words, described, layer) : h("span", { class: "stand-name" }, words.text("network.input")),
        h("span", { class: "stand-fact" }, shapeText(words, shape)),
        described && h("span", { class: "stand-fact" }, words.number(described.parameters), h("span", {}, words.text("layer.parameters"))),
      ),
      cells.element,
    );
    return { element, cells };
  }

  /** @param {State["words"]} words @param {Layer} described @param {number} layer */
  #opener(words, described, layer) {
    const opener = h(
      "button",
      {
        type: "button",
        class: "stand-name",
        title: words.text("layer.open", { layer: described.name }),
        "aria-controls": "sheet",
        onclick: () => this.say("sheet", this.state.sheet === layer ? null : layer),
      },
      described.name,
    );
    this.#openers[layer] = opener;
    return opener;
  }

  /** @param {State} state @param {number} layer */
  #block({ words, model }, layer) {
    const described = model.layers[layer];
    const count = described ? words.number(described.filters ?? described.units ?? 0) : "";
    const key = described ? `block.${described.kind}` : "block.input";
    return h(
      "button",
      {
        type: "button",
        class: "block",
        "aria-label": described ? `${described.name}, ${words.text(key, { count })}` : null,
        onclick: () => {
          this.#single = layer;
          this.#arrange();
        },
      },
      words.has(key) ? words.text(key, { count }) : (described?.kind ?? ""),
    );
  }

  /** Gives every layer its place for the room there is; free when the room is the same as before. */
  #arrange() {
    const width = this.clientWidth;
    if (!this.state || width === 0) return;
    const height = NARROW.matches ? 0 : this.clientHeight;
    const heading = width < CLOSE_BELOW && !NARROW.matches ? CLOSE_HEADING : HEADING;
    const key = `${width} ${height} ${NARROW.matches ? this.#single : ""} ${devicePixelRatio}`;
    if (key === this.#arranged) return;
    this.#arranged = key;
    const { model } = this.state;
    const places = NARROW.matches
      ? [arrangeLayer(model, this.#single, width, this.#single < 0 ? 3 * SINGLE_TILE : SINGLE_TILE)]
      : arrangeChain(model, width, Math.max(MIN_GRID, height - heading - FRAME));
    this.#place(places, width, heading);
    this.render(this.state);
  }

  /** @param {Column[]} places @param {number} width @param {number} heading */
  #place(places, width, heading) {
    const tallest = Math.max(...places.map((place) => place.gridHeight));
    for (const [index, { element, cells }] of this.#stands.entries()) {
      const place = places.find(({ layer }) => layer === index - 1);
      element.hidden = !place;
      this.#blocks.children[index].setAttribute("aria-pressed", String(Boolean(place)));
      if (!place) continue;
      element.style.left = `${place.left}px`;
      element.style.width = `${NARROW.matches ? width : place.width}px`;
      cells.element.style.marginTop = `${(tallest - place.gridHeight) / 2}px`;
      cells.arrange(place);
    }
    this.#chain.style.height = `${heading + tallest}px`;
    this.#chain.style.setProperty("--heading", `${heading}px`);
    this.#chain.classList.toggle("close", heading === CLOSE_HEADING);
    this.#curves.element.toggleAttribute("hidden", NARROW.matches);
    if (!NARROW.matches) this.#curves.arrange(places, heading, tallest);
  }

  /** @param {State} state */
  render({ look, spot, sheet }) {
    const input = look?.film.at(-1);
    for (const { element, cells } of this.#stands) {
      if (element.hidden) continue;
      const tiles = cells.layer < 0 ? input?.pixels : look?.layers[cells.layer]?.tiles;
      if (tiles && !look?.empty) cells.paint(tiles);
      else cells.clear();
      cells.mark(spot);
    }
    if (!NARROW.matches) this.#curves.mark(spot);
    for (const [layer, opener] of this.#openers.entries()) opener.setAttribute("aria-expanded", String(layer === sheet));
    if (sheet === null && this.#sheet !== null) this.#openers[this.#sheet]?.focus();
    this.#sheet = sheet;
  }
}

customElements.define("loupe-network", Network);

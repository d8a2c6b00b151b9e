/** The chain of layers, made from the model's descriptor alone. */
import { MORE, arrangeChain, arrangeLayer, layerAt } from "./arrange.js";
import { LayerCells } from "./cells.js";
import { Curves } from "./curves.js";
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Layer} Layer */
/** @typedef {import("./arrange.js").Column} Column */
/** @typedef {{element: HTMLElement, cells: LayerCells, more: HTMLButtonElement, maps: number}} Stand */

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
    this.#single = Math.min(this.#single, model.layers.length - 1);
    this.#sheet = null;
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
    const more = h("button", { type: "button", class: "word more", onclick: () => this.say("sheet", layer) });
    const element = h(
      "section",
      { class: "stand", role: "group", "aria-label": described?.name ?? words.text("network.input"), "data-layer": layer },
      h(
        "header",
        { class: "stand-head" },
        described ? this.#opener(words, described, layer) : h("span", { class: "stand-name" }, words.text("network.input")),
        h("span", { class: "stand-fact" }, shapeText(words, shape.slice(0, 2)), shape.length > 2 ? h("span", { class: "depth" }, `× ${words.number(shape[2])}`) : null),
        described && h("span", { class: described.parameters ? "stand-fact" : "stand-fact none" }, words.number(described.parameters), h("span", { class: "unit" }, words.text("layer.parameters"))),
      ),
      cells.element,
      more,
    );
    return { element, cells, more, maps: layerAt(model, layer).maps };
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
      h("span", { class: "long" }, described.name),
      " ",
      h("span", { class: "short" }, this.#short(words, described)),
    );
    this.#openers[layer] = opener;
    return opener;
  }

  /** A layer in a word. @param {State["words"]} words @param {Layer} described */
  #short(words, { kind, filters, units }) {
    const key = `block.${kind}`;
    return words.has(key) ? words.text(key, { count: words.number(filters ?? units ?? 0) }) : kind;
  }

  /** @param {State} state @param {number} layer */
  #block({ words, model }, layer) {
    const described = model.layers[layer];
    const short = described ? this.#short(words, described) : words.text("block.input");
    return h(
      "button",
      {
        type: "button",
        class: "block",
        "aria-label": described ? `${described.name}, ${short}` : null,
        onclick: () => {
          this.#single = layer;
          this.#arrange();
        },
      },
      short,
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
    const { words } = this.state;
    const isExcerpt = this.#stands.some(({ maps }, index) => places.some(({ layer, form, count }) => layer === index - 1 && form === "maps" && count < maps));
    for (const [index, { element, cells, more, maps }] of this.#stands.entries()) {
      const place = places.find(({ layer }) => layer === index - 1);
      element.hidden = !place;
      this.#blocks.children[index].setAttribute("aria-pressed", String(Boolean(place)));
      if (!place) continue;
      element.style.left = `${place.left}px`;
      element.style.width = `${NARROW.matches ? width : place.width}px`;
      cells.element.style.marginTop = `${(tallest - place.gridHeight) / 2}px`;
      cells.arrange(place);
      const left = place.form === "maps" ? maps - place.count : 0;
      more.hidden = left === 0;
      more.textContent = words.text("network.more", { count: words.number(left) });
      more.title = words.text("network.more.help", { count: words.number(maps) });
    }
    const last = places[places.length - 1];
    const end = last.left + last.width;
    this.#chain.style.minWidth = NARROW.matches ? "" : `${end}px`;
    this.classList.toggle("scrolls", !NARROW.matches && end > width);
    this.#chain.style.height = `${heading + tallest + (isExcerpt ? MORE : 0)}px`;
    this.#chain.classList.toggle("excerpt", isExcerpt);
    this.#chain.style.setProperty("--heading", `${heading}px`);
    this.#chain.classList.toggle("close", heading === CLOSE_HEADING);
    this.#curves.element.toggleAttribute("hidden", NARROW.matches);
    if (!NARROW.matches) this.#curves.arrange(places, heading, tallest);
  }

  /** @param {State} state */
  render({ look, spot, sheet }) {
    for (const { element, cells } of this.#stands) {
      if (element.hidden) continue;
      const tiles = cells.layer < 0 ? look?.input : look?.layers[cells.layer]?.tiles;
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

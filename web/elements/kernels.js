/** The kernels of a convolution in its sheet: those of every filter where they are few, and one filter's slices with their numbers. */
import { layerAt } from "./arrange.js";
import { h } from "./dom.js";
import { Bitmap, SIGNED } from "./paint.js";

/** @import { Kernels, Model, Spot } from "../types.js" */
/** @import { Words } from "../i18n.js" */

/** Of more channels than a colour photo has, a filter's slices are a picture book of their own. */
const FEW_CHANNELS = 3;
const DECIMALS = 3;
/** White stands for 0. */
const WHITE = 127.5;

export class KernelSheet {
  /** The input channel whose numbers are told; null: where the filter's are largest. @type {number | null} */
  #chosen = null;
  #heading = h("h3", { tabindex: -1 });
  #lead = h("p", { class: "note" });
  #title = h("h4", {});
  #caption = h("caption", {});
  #numbers = h("table", { class: "kernel-numbers" }, this.#caption);
  /** One for each filter, of as many pictures as there are channels. @type {{button: HTMLButtonElement, bitmaps: Bitmap[]}[]} */
  #filters;
  /** One for each input channel of the chosen filter. @type {{button: HTMLButtonElement, bitmaps: Bitmap[]}[]} */
  #slices;
  /** @type {Kernels | null} */
  #kernels = null;
  /** The filter whose numbers are told: that of the map under the glass, as long as that is in this layer. */
  #filter = 0;
  /** One for each number of a slice, row by row. @type {Text[]} */
  #cells = [];

  /**
   * @param {Words} words
   * @param {Model} model
   * @param {number} layer a convolution
   * @param {(map: number) => void} choose told which filter the visitor wants to see
   */
  constructor(words, model, layer, choose) {
    this.#words = words;
    this.layer = layer;
    this.#heading.textContent = words.text("kernels.title");
    const { kernel, filters = 0 } = model.layers[layer];
    if (kernel) [this.#height, this.#width] = kernel;
    this.#channels = layerAt(model, layer - 1).maps;
    this.#named = layer === 0 && this.#channels > 1;
    const few = this.#channels <= FEW_CHANNELS;
    const numbered = (/** @type {number} */ count) => Array.from({ length: few ? count : 0 }, (_, index) => index);
    this.#filters = numbered(filters).map((filter) => this.#tile(this.#channels, words.number(filter + 1), words.text("kernels.filter", { number: words.number(filter + 1) }), () => choose(filter)));
    this.#slices = Array.from({ length: this.#channels }, (_, channel) => this.#tile(1, this.#channelName(channel), this.#channelTitle(channel), () => this.#tell(channel)));
    this.#cells = Array.from({ length: this.#height * this.#width }, () => document.createTextNode(""));
    const row = (/** @type {number} */ y) => h("tr", {}, ...this.#cells.slice(y * this.#width, (y + 1) * this.#width).map((cell) => h("td", {}, cell)));
    this.#numbers.append(h("tbody", {}, ...Array.from({ length: this.#height }, (_, y) => row(y))));
    const grid = (/** @type {{button: HTMLButtonElement}[]} */ tiles, /** @type {string} */ name) => h("div", { class: "kernel-grid", role: "group", "aria-label": name }, ...tiles.map(({ button }) => button));
    this.element = h(
      "section",
      { class: "kernels", "aria-label": words.text("kernels.title") },
      this.#heading,
      this.#lead,
      few ? grid(this.#filters, words.text("kernels.every")) : null,
      this.#title,
      h("div", { class: "kernel-filter" }, this.#channels === 1 ? null : grid(this.#slices, words.text("kernels.slices")), this.#numbers),
    );
  }
  #words;
  #height = 1;
  #width = 1;
  #channels;
  #named;

  /** Brings the kernels into sight, and the keyboard to them. */
  show() {
    this.#heading.focus({ preventScroll: true });
    this.#heading.scrollIntoView({ block: "start" });
  }

  /** @param {Kernels} kernels of this layer @param {Spot} spot whose map's filter is told */
  paint(kernels, spot) {
    const filter = spot.layer === this.layer ? spot.map : this.#filter;
    const { values, biases } = kernels;
    // What a network of other sizes answered comes too late.
    if (values.length !== biases.length * this.#channels * this.#height * this.#width || filter >= biases.length) return;
    if (kernels === this.#kernels && filter === this.#filter) return;
    if (filter !== this.#filter) this.#chosen = null;
    this.#kernels = kernels;
    this.#filter = filter;
    const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const facts = { height: this.#height, width: this.#width, channels: this.#channels, count: this.#height * this.#width * this.#channels };
    this.#lead.textContent = this.#words.text(this.#channels === 1 ? "kernels.lead.one" : "kernels.lead", { ...this.#said(facts), most: this.#words.number(most, DECIMALS) });
    for (const [filter, { button, bitmaps }] of this.#filters.entries()) {
      bitmaps.forEach((bitmap, channel) => this.#draw(bitmap, this.#slice(filter, channel), most));
      button.setAttribute("aria-pressed", String(filter === this.#filter));
    }
    for (const [channel, { bitmaps }] of this.#slices.entries()) this.#draw(bitmaps[0], this.#slice(this.#filter, channel), most);
    this.#title.textContent = this.#words.text("kernels.chosen", { number: this.#words.number(this.#filter + 1), bias: this.#words.number(biases[this.#filter], DECIMALS) });
    this.#write();
  }

  /** @param {number} filter @param {number} channel */
  #slice(filter, channel) {
    const size = this.#height * this.#width;
    const start = (filter * this.#channels + channel) * size;
    return /** @type {Kernels} */ (this.#kernels).values.subarray(start, start + size);
  }

  /** @param {Bitmap} bitmap @param {Float32Array} slice @param {number} most the layer's largest number, so that all its kernels compare */
  #draw(bitmap, slice, most) {
    bitmap.fill(Array.from(slice, (value) => Math.round(WHITE + (WHITE * value) / (most || 1))), SIGNED);
  }

  /** @param {number} channel */
  #tell(channel) {
    this.#chosen = channel;
    this.#write();
  }

  /** The numbers of one slice. */
  #write() {
    const sums = this.#slices.map((_, channel) => this.#slice(this.#filter, channel).reduce((sum, value) => sum + Math.abs(value), 0));
    const channel = this.#chosen ?? sums.indexOf(Math.max(...sums));
    for (const [index, { button }] of this.#slices.entries()) button.setAttribute("aria-pressed", String(index === channel));
    this.#caption.textContent = this.#channelTitle(channel);
    const slice = this.#slice(this.#filter, channel);
    for (const [index, cell] of this.#cells.entries()) cell.data = this.#words.number(slice[index], DECIMALS);
  }

  /** @param {number} channel */
  #channelName(channel) {
    return this.#named ? this.#words.text(`channel.${channel}`) : this.#words.number(channel + 1);
  }

  /** @param {number} channel */
  #channelTitle(channel) {
    if (this.#named) return this.#words.text(`channel.${channel}`);
    return this.#channels === 1 ? this.#words.text("kernels.only") : this.#words.text("kernels.slice", { number: this.#words.number(channel + 1) });
  }

  /** @param {number} count of pictures @param {string} label @param {string} title @param {() => void} act */
  #tile(count, label, title, act) {
    const bitmaps = Array.from({ length: count }, () => new Bitmap(this.#width, this.#height));
    const button = h("button", { type: "button", class: "kernel", title, "aria-label": title, onclick: act }, h("span", { class: "kernel-pictures" }, ...bitmaps.map(({ canvas }) => canvas)), h("span", {}, label));
    return { button, bitmaps };
  }

  /** @param {Record<string, number>} facts */
  #said(facts) {
    return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, this.#words.number(value)]));
  }
}

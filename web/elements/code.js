/** The network as Keras has it: its summary, a program that builds and trains it, and the files to take away. */
import { modelCard } from "../card.js";
import { download } from "../download.js";
import { kerasProgram, plainName } from "../keras.js";
import { h } from "./dom.js";
import { summaryTable } from "./summary-table.js";
import { View } from "./view.js";

/** @import { State } from "../types.js" */

/** How the page calls the weights that a visitor trained. */
const OWN_WEIGHTS = "loupe.safetensors";

class CodePanel extends View {
  static late = true;
  static builds = ["words", "chapter", "model"];
  static renders = ["training"];
  #lead = h("p", { class: "note" });
  #copy = h("button", { type: "button", class: "word", onclick: () => this.#copyProgram() });
  #save = h("button", { type: "button", class: "word", onclick: () => this.#saveProgram() });
  #code = h("code", {});
  #program = h("pre", { tabindex: 0, role: "region", lang: "en" }, this.#code);
  #summary = h("div", { class: "code-summary", tabindex: 0, role: "region" });
  #files = h("div", { class: "code-files" });
  #own = h("p", {});
  /** The program that is shown. */
  #text = "";

  connectedCallback() {
    this.replaceChildren(
      this.#lead,
      h(
        "div",
        { class: "code-body" },
        h("div", { class: "code-program" }, h("div", { class: "words" }, this.#copy, this.#save), this.#program),
        h("div", { class: "code-side" }, this.#summary, this.#files),
      ),
    );
  }

  /** @param {State} state */
  build({ words, model, chapter }) {
    this.#text = "";
    this.#lead.textContent = words.text(`code.lead.${chapter.sets.includes("digits") ? "chosen" : "course"}`);
    this.#copy.title = words.text("code.copy.help");
    this.#save.title = words.text("code.save.help");
    this.#save.textContent = words.text("code.save", { file: this.#file("py") });
    this.#program.setAttribute("aria-label", words.text("code.program"));
    this.#summary.setAttribute("aria-label", words.text("code.summary"));
    this.#summary.replaceChildren(summaryTable(model));
    const shipped = (/** @type {string} */ key, /** @type {string} */ path) =>
      h("a", { class: "word", href: new URL(`../${path}`, import.meta.url).href, download: path.split("/").at(-1), title: words.text(`${key}.help`) }, words.text(key));
    const own = (/** @type {string} */ key, /** @type {() => void} */ give) =>
      h("button", { type: "button", class: "word", title: words.text(`${key}.help`), onclick: give }, words.text(key));
    this.#own.replaceChildren(
      h("span", {}, words.text("code.own")),
      own("code.weights", () => this.say("train-weights")),
      own("code.card", () => this.#saveCard()),
    );
    this.#files.replaceChildren(
      h("h3", {}, words.text("code.files")),
      h("p", {}, h("span", {}, words.text("code.shipped")), shipped("code.weights", chapter.weights), shipped("code.card", chapter.weights.replace(/safetensors$/, "md"))),
      this.#own,
    );
  }

  /** @param {State} state */
  render({ words, model, chapter, training }) {
    const { chosen, curve, phase } = training;
    // Of a kept run the page has the weights, but not yet the network to describe.
    this.#own.hidden = curve.length === 0 || phase === "kept";
    const file = chosen.start === "scratch" && curve.length > 0 ? OWN_WEIGHTS : (chapter.weights.split("/").at(-1) ?? OWN_WEIGHTS);
    // Shapes are drawn by Loupe alone: the program learns what the network was made for, as the course has it.
    const isOwn = model.labels.join() !== chapter.model.labels.join();
    const text = kerasProgram(model, chosen.data === "shapes" && !isOwn ? chapter.lesson : chosen, file, words);
    if (text === this.#text) return; // Whoever is reading or selecting keeps the place.
    this.#text = text;
    this.#copy.textContent = words.text("code.copy");
    this.#code.replaceChildren(...text.split(/(^ *#.*$)/m).map((part) => (/^ *#/.test(part) ? h("span", { class: "comment" }, part) : part)));
  }

  /** What a file of this network is called. @param {string} ending */
  #file(ending) {
    return `loupe_${plainName(/** @type {State} */ (this.state).model)}.${ending}`;
  }

  async #copyProgram() {
    const { words } = /** @type {State} */ (this.state);
    try {
      await navigator.clipboard.writeText(this.#text);
      this.#copy.textContent = words.text("code.copied");
    } catch {
      // No right to the clipboard: selecting the text leaves one key stroke to the visitor.
      getSelection()?.selectAllChildren(this.#code);
      this.#copy.textContent = words.text("code.selected");
    }
  }

  #saveProgram() {
    download(this.#file("py"), new Blob([this.#text], { type: "text/x-python" }));
  }

  #saveCard() {
    download(this.#file("md"), new Blob([modelCard(/** @type {State} */ (this.state))], { type: "text/markdown" }));
  }
}

customElements.define("loupe-code", CodePanel);

/** The visitor's own data, folded away until it is wanted: classes that are collected here, and files. */
import { isEnough, total } from "../collection.js";
import { chosen, dropped, titleOf } from "../dropped.js";
import { MAX_CLASSES, MIN_CLASSES, MIN_CLASS_SAMPLES } from "../limits.js";
import { h, word } from "./dom.js";
import { OwnClassRow } from "./own-class.js";
import { View } from "./view.js";

/** @import { Opened, Own, State } from "../types.js" */
/** @import { Words } from "../i18n.js" */

class CollectionView extends View {
  static late = true;
  static builds = ["words", "chapter"];
  static renders = ["own", "model"];
  #summary = h("summary", {});
  #list = h("ol", { class: "own-list" });
  #grow = h("button");
  #undo = h("button");
  #test = h("button");
  #tested = h("p", { class: "note", role: "status" });
  #need = h("p", { class: "note", role: "status" });
  #bar = h("progress", { max: 1 });
  #reading = h("div", { class: "own-reading" });
  #file = h("p", { class: "note", role: "status" });
  #classes = h("div", { class: "own-classes" });
  #files = h("div", { class: "own-files", ondrop: (/** @type {DragEvent} */ event) => this.#drop(event) });
  #fold = h("details", { class: "own", ontoggle: () => this.#toggle() }, this.#summary, h("div", { class: "own-body" }, this.#classes, this.#files));
  /** @type {OwnClassRow[]} */
  #rows = [];

  connectedCallback() {
    this.addEventListener("own-pick", (event) => this.#pick(/** @type {CustomEvent<string>} */ (event).detail));
    this.replaceChildren(this.#fold);
  }

  /** @param {State} state */
  build({ words, chapter }) {
    this.#rows = [];
    this.#list.replaceChildren();
    this.#grow = word(words.text("own.grow"), words.text("own.grow.help"), () => this.#more());
    this.#undo = word(words.text("own.undo"), words.text("own.undo.help"), () => this.#undo.ariaDisabled === "true" || this.say("own-undo"));
    this.#test = word(words.text("own.test"), words.text("own.test.help"), () => this.say("own-test", answersOf(this.state)));
    this.#classes.replaceChildren(
      h("h3", {}, words.text("own.classes")),
      h("p", { class: "note" }, words.text(`own.lead.${chapter.input}`, { least: words.number(MIN_CLASS_SAMPLES) })),
      this.#list,
      h("div", { class: "words" }, this.#grow, this.#undo, this.#test),
      this.#need,
      this.#tested,
    );
    const input = (/** @type {boolean} */ folder) =>
      h("input", {
        type: "file",
        multiple: true,
        webkitdirectory: folder,
        class: "unseen",
        tabindex: -1,
        "aria-label": words.text(folder ? "own.folder" : "own.open"),
        onchange: (/** @type {Event} */ event) => {
          const field = /** @type {HTMLInputElement} */ (event.target);
          this.#open(chosen(field.files ?? []));
          field.value = "";
        },
      });
    const [files, folder] = [input(false), input(true)];
    this.#bar.setAttribute("aria-label", words.text("own.files"));
    this.#reading.replaceChildren(h("span"), this.#bar, word(words.text("own.stop"), words.text("own.stop.help"), () => this.say("own-stop")));
    this.#files.replaceChildren(
      h("h3", {}, words.text("own.files")),
      h("p", { class: "note" }, words.text("own.files.lead")),
      h(
        "div",
        { class: "words" },
        word(words.text("own.open"), words.text("own.open.help"), () => files.click()),
        // Phones choose no folders.
        "webkitdirectory" in folder ? word(words.text("own.folder"), words.text("own.folder.help"), () => folder.click()) : null,
        files,
        folder,
      ),
      this.#reading,
      this.#file,
    );
  }

  /** @param {State} state */
  render(state) {
    const { own, words } = state;
    const { classes, open, undoable } = own;
    if (this.#fold.open !== open) this.#fold.open = open;
    const count = total(classes);
    const counts = { classes: words.number(classes.length), samples: words.number(count) };
    this.#summary.textContent = count > 0 ? `${words.text("own.title")} · ${words.text("own.counts", counts)}` : words.text("own.title");
    if (this.#rows.length !== classes.length) {
      this.#rows = classes.map((_, index) => new OwnClassRow(state, index, (name, detail) => this.say(name, detail)));
      this.#list.replaceChildren(...this.#rows.map(({ element }) => element));
    }
    for (const row of this.#rows) row.render(classes);
    this.#grow.setAttribute("aria-disabled", String(classes.length >= MAX_CLASSES));
    this.#undo.setAttribute("aria-disabled", String(!undoable));
    const answers = answersOf(state);
    this.#test.hidden = !classes.some(({ samples }, index) => samples.length > 0 && answers[index] >= 0);
    const { right = 0, count: asked = 0 } = own.tested ?? {};
    const values = { right: words.number(right), count: words.number(asked), share: words.number((100 * right) / Math.max(1, asked)) };
    this.#tell(this.#tested, own.tested ? words.text("own.tested", values) : "");
    this.#tell(this.#need, need(own, words));
    this.#renderFile(own, words);
  }

  /** @param {Own} own @param {Words} words */
  #renderFile({ reading, file }, words) {
    this.#reading.hidden = reading === null;
    if (reading) {
      const values = { title: reading.title, share: words.number(Math.floor(reading.share * 100)) };
      /** @type {HTMLElement} */ (this.#reading.firstElementChild).textContent = words.text("own.reading", values);
      this.#bar.value = reading.share;
    }
    const values = file && { title: file.title, classes: words.number(file.classes.length), samples: words.number(file.samples) };
    const leftOut = file && file.leftOut.length > 0 ? ` ${words.text("own.file.left-out", { names: file.leftOut.join(", ") })}` : "";
    this.#tell(this.#file, values ? words.text("own.file", values) + leftOut : "");
  }

  /** A sentence is told once. @param {HTMLElement} node @param {string} sentence */
  #tell(node, sentence) {
    if (node.textContent !== sentence) node.textContent = sentence;
  }

  #toggle() {
    const { own, words } = this.state;
    if (this.#fold.open === own.open) return;
    const names = Array.from({ length: MIN_CLASSES }, (_, index) => words.text("own.class", { number: words.number(index + 1) }));
    this.say("own-fold", { open: this.#fold.open, names });
  }

  #more() {
    const { own, words } = this.state;
    if (own.classes.length < MAX_CLASSES) this.say("own-grow", words.text("own.class", { number: words.number(own.classes.length + 1) }));
  }

  /** @param {string} id */
  #pick(id) {
    for (const row of this.#rows) row.picked(id, this.state.own.classes);
  }

  /** @param {DragEvent} event */
  async #drop(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#open(await dropped(event.dataTransfer));
  }

  /** @param {Opened[]} files */
  #open(files) {
    if (files.length > 0) this.say("own-open", { files, title: titleOf(files) });
  }
}

/** For each own class the network's that has its name, in the network's words or the visitor's; -1 where there is none. @param {State} state */
function answersOf({ own: { classes }, model: { labels }, words }) {
  const alike = (/** @type {string} */ name, /** @type {string} */ label) => [label, words.label(label)].some((one) => one.toLowerCase() === name.toLowerCase());
  return classes.map(({ name }) => labels.findIndex((label) => alike(name, label)));
}

/** What the classes still need. @param {Own} own @param {Words} words */
function need({ classes }, words) {
  if (isEnough(classes)) return words.text("own.ready");
  if (classes.length < MIN_CLASSES) return words.text("own.need.classes");
  const missing = classes
    .filter(({ samples }) => samples.length < MIN_CLASS_SAMPLES)
    .map(({ name, samples }) => words.text("own.need.one", { name, count: words.number(MIN_CLASS_SAMPLES - samples.length) }));
  return words.text("own.need", { missing: missing.join(", ") });
}

customElements.define("loupe-collection", CollectionView);

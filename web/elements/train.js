/** The panel where a network learns: what the visitor chooses, what happens, and the way back through the epochs. */
import { download } from "../download.js";
import { momentOf } from "../lesson.js";
import { FORGET_MS, MAX_EPOCHS } from "../limits.js";
import { SETS } from "../sets.js";
import { Chart, csv, table } from "./chart.js";
import { h, select } from "./dom.js";
import { kerasLine, note } from "./progress.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").Lesson} Lesson */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Training} Training */
/** @typedef {import("../i18n.js").Words} Words */

const BATCHES = [8, 16, 32, 64, 128];
const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.1, 1];
const AUGMENTATIONS = [0, 0.3, 0.8];
const NOISES = [0, 0.4, 0.8];
const TARGETS = [0, 0.9, 0.95, 0.97, 0.98, 0.99];
const PATIENCES = [0, 1, 2, 3, 5, 10];
/** Fields that everybody sees; the others are folded away. */
const FIRST = 4;
const MAX_SEED = 9_999;

class TrainPanel extends View {
  static builds = ["words", "chapter"];
  static renders = ["training"];
  #form = h("form", { class: "lesson" });
  #more = h("details", {});
  #buttons = h("div", { class: "words train-buttons" });
  #note = h("p", { class: "note train-note" });
  #line = h("pre", { class: "train-line" });
  #chart = new Chart();
  #quantity = /** @type {import("./chart.js").Quantity} */ ("accuracy");
  #quantities = h("div", { class: "words", role: "group" });
  #slider = h("input", { type: "range", min: 0, step: 1, oninput: () => this.#travel() });
  #where = h("span", {});
  #results = h("div", { class: "train-results" });
  #epochs = h("div", { class: "train-table" });
  #files = h("div", { class: "words" });
  #announcer = h("p", { class: "unseen", role: "status" });
  /** Reset was pressed once. */
  #forgetting = false;
  /** The phase that was told last. @type {Training["phase"]} */
  #announced = "idle";
  /** The epochs in the table. @type {Training["epochs"] | null} */
  #tabled = null;
  /** What the form is for. */
  #set = /** @type {Lesson["data"]} */ ("digits");
  /** @type {Record<string, HTMLSelectElement | HTMLInputElement>} */
  #fields = {};

  connectedCallback() {
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", () => this.#form.checkValidity() && this.say("lesson", this.#chosen()));
    this.#results.append(
      this.#quantities,
      this.#chart.element,
      h("div", { class: "train-slider" }, h("label", {}, h("span", {}), this.#slider), this.#where),
      this.#epochs,
      this.#files,
    );
    this.replaceChildren(this.#form, this.#buttons, this.#note, this.#line, this.#results, this.#announcer);
  }

  /** @param {State} state */
  build({ words, training, chapter }) {
    // What the visitor chose and has not started yet outlives a change of language.
    const lesson = isOpen(training) ? training.chosen : training.lesson;
    const { shares } = SETS[lesson.data];
    this.#set = lesson.data;
    this.#tabled = null;
    this.#forgetting = false;
    this.#fields = {
      data: select("data", chapter.sets, lesson.data, (name) => words.text(`train.data.${name}`)),
      start: select("start", ["scratch", "shipped"], lesson.scratch ? "scratch" : "shipped", (start) => words.text(`train.${start}`)),
      samples: select("samples", shares, lesson.samples, (share) => words.number(share)),
      epochs: h("input", { name: "epochs", type: "number", min: 1, max: MAX_EPOCHS, value: lesson.epochs, required: true }),
      batch: select("batch", BATCHES, lesson.batch, String),
      optimizer: select("optimizer", ["adam", "momentum"], lesson.optimizer, (name) => words.text(`train.optimizer.${name}`)),
      learning_rate: select("learning_rate", RATES, lesson.learning_rate, (rate) => words.number(rate, Math.max(0, Math.ceil(-Math.log10(rate))))),
      augmentation: select("augmentation", AUGMENTATIONS, lesson.augmentation, (strength) => words.text(`train.augmentation.${AUGMENTATIONS.indexOf(strength)}`)),
      noise: select("noise", NOISES, lesson.noise, (noise) => words.text(`train.noise.${NOISES.indexOf(noise)}`)),
      target: select("target", TARGETS, lesson.target, (target) => (target ? words.text("unit.percent", { value: words.number(target * 100) }) : words.text("train.never"))),
      patience: select("patience", PATIENCES, lesson.patience, (epochs) => (epochs ? words.number(epochs) : words.text("train.never"))),
      seed: h("input", { name: "seed", type: "number", min: 0, max: MAX_SEED, value: lesson.seed, required: true }),
    };
    const labels = Object.entries(this.#fields).map(([name, field]) =>
      h("label", { title: words.text(`train.${name}.help`), hidden: name === "noise" && lesson.data !== "shapes" }, h("span", {}, words.text(`train.${name}`)), field),
    );
    this.#more.replaceChildren(h("summary", {}, words.text("train.more")), h("div", {}, ...labels.slice(FIRST)));
    this.#form.replaceChildren(...labels.slice(0, FIRST), this.#more);
    const label = /** @type {HTMLElement} */ (this.#slider.previousElementSibling);
    label.textContent = words.text("train.show");
    this.#quantities.setAttribute("aria-label", words.text("train.chart"));
    this.#quantities.replaceChildren(
      ...(/** @type {const} */ (["accuracy", "loss"])).map((quantity) =>
        h("button", { type: "button", class: "word", "data-quantity": quantity, onclick: () => this.#choose(quantity) }, words.text(`train.chart.${quantity}`)),
      ),
      h("span", { class: "key training" }, words.text("train.curve.training")),
      h("span", { class: "key validation" }, words.text("train.curve.validation")),
    );
    this.#files.replaceChildren(
      this.#button("csv", words, () => download("loupe.csv", new Blob([csv(this.#training)], { type: "text/csv" }))),
      this.#button("weights", words, () => this.say("train-weights")),
    );
    this.#buttons.replaceChildren();
  }

  /** @param {State} state */
  render({ words, training }) {
    const { phase, epochs, shown, curve } = training;
    this.dataset.phase = phase;
    const open = isOpen(training);
    // What is learned from decides what there is to choose.
    if ((open ? training.chosen : training.lesson).data !== this.#set) this.#rebuild();
    for (const field of Object.values(this.#fields)) field.disabled = !open;
    if (!open) this.#fill(training.lesson);
    this.#press(phase, words);
    this.#note.textContent = note(training, words);
    if (phase !== this.#announced) {
      this.#announced = phase;
      if (phase !== "idle" && phase !== "running" && phase !== "preparing") this.#announcer.textContent = this.#note.textContent;
    }
    this.#line.textContent = kerasLine(training);
    this.#line.hidden = training.progress === null;
    this.#results.hidden = curve.length === 0;
    if (curve.length > 0) this.#chart.draw(training, this.#quantity, words);
    for (const button of this.#quantities.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.quantity === this.#quantity));
    }
    this.#where.parentElement?.toggleAttribute("hidden", phase === "kept");
    this.#slider.max = String(epochs.length + 1);
    this.#slider.value = String(shown ?? epochs.length + 1);
    this.#where.textContent = words.text(`train.show.${momentOf(shown)}`, { epoch: words.number(shown ?? 0) });
    this.#slider.setAttribute("aria-valuetext", this.#where.textContent);
    if (this.#tabled !== epochs) {
      this.#tabled = epochs;
      this.#epochs.replaceChildren(table(training, words));
      const last = epochs.at(-1);
      const values = last && { epoch: words.number(last.epoch), accuracy: words.number(last.val_accuracy * 100, 1) };
      this.#announcer.textContent = values ? words.text("train.announce", values) : "";
    }
  }

  /** A new form, in which the keyboard is where it was. */
  #rebuild() {
    const { name = "" } = /** @type {{name?: string}} */ (document.activeElement ?? {});
    this.build(/** @type {State} */ (this.state));
    this.#press(this.#training.phase, /** @type {State} */ (this.state).words);
    this.#fields[name]?.focus();
  }

  /** Shows what a run was started with. @param {Lesson} lesson */
  #fill({ scratch, ...numbers }) {
    this.#fields.start.value = scratch ? "scratch" : "shipped";
    for (const [name, value] of Object.entries(numbers)) this.#fields[name].value = String(value);
  }

  get #training() {
    return /** @type {State} */ (this.state).training;
  }

  /** Keeps the buttons, and with them the focus, as long as they mean the same. @param {Training["phase"]} phase @param {Words} words */
  #press(phase, words) {
    const main = phase === "running" ? "pause" : phase === "paused" || phase === "kept" ? "resume" : "train";
    if (phase === "idle") this.#forgetting = false;
    const last = this.#forgetting ? "forget" : "reset";
    const names = [main, "step", last];
    if (this.#buttons.dataset.names !== `${names}` || this.#buttons.childElementCount === 0) {
      const focused = [...this.#buttons.children].indexOf(/** @type {Element} */ (document.activeElement));
      this.#buttons.dataset.names = `${names}`;
      this.#buttons.replaceChildren(
        this.#button(main, words, () => (main === "pause" ? this.say("train-pause") : this.#start("train"))),
        this.#button("step", words, () => this.#start("train-step")),
        this.#button(last, words, () => this.#forget()),
      );
      /** @type {HTMLElement | undefined} */ (this.#buttons.children[focused])?.focus();
    }
    const [first, step, reset] = /** @type {HTMLButtonElement[]} */ ([...this.#buttons.children]);
    first.classList.add("primary");
    // Not `disabled`, which would take the keyboard's focus away.
    const allow = (/** @type {HTMLButtonElement} */ button, /** @type {boolean} */ allowed) => button.setAttribute("aria-disabled", String(!allowed));
    allow(first, phase !== "preparing");
    allow(step, phase === "idle" || phase === "kept" || phase === "paused");
    allow(reset, phase !== "idle");
  }

  /** Asks once more: a training may have taken minutes. */
  #forget() {
    if (this.#forgetting) return this.say("train-reset");
    this.#forgetting = true;
    this.render(/** @type {State} */ (this.state));
    setTimeout(() => {
      this.#forgetting = false;
      this.render(/** @type {State} */ (this.state));
    }, FORGET_MS);
  }

  /** @param {string} name @param {Words} words @param {() => void} act */
  #button(name, words, act) {
    const button = h("button", { type: "button", class: "word", title: words.text(`train.${name}.help`) }, words.text(`train.${name}`));
    button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || act());
    return button;
  }

  /** @param {"train" | "train-step"} what */
  #start(what) {
    if (!this.#form.checkValidity()) this.#more.open = true; // What is folded away cannot be complained about.
    if (!this.#form.reportValidity()) return;
    this.say(what, this.#chosen());
  }

  /** @returns {Lesson} */
  #chosen() {
    const number = (/** @type {string} */ name) => Number(this.#fields[name].value);
    const data = /** @type {Lesson["data"]} */ (this.#fields.data.value);
    return {
      data,
      noise: number("noise"),
      scratch: this.#fields.start.value === "scratch",
      samples: data === this.#set ? number("samples") : SETS[data].few,
      epochs: number("epochs"),
      batch: number("batch"),
      optimizer: this.#fields.optimizer.value === "adam" ? "adam" : "momentum",
      learning_rate: number("learning_rate"),
      augmentation: number("augmentation"),
      target: number("target"),
      patience: number("patience"),
      seed: number("seed"),
    };
  }

  /** @param {import("./chart.js").Quantity} quantity */
  #choose(quantity) {
    this.#quantity = quantity;
    this.render(/** @type {State} */ (this.state));
  }

  /** The slider's last place is the newest; the others are the start and the epochs. */
  #travel() {
    const place = Number(this.#slider.value);
    this.say("train-show", place > this.#training.epochs.length ? null : place);
  }
}

/** Whether there is something to choose. @param {Training} training */
const isOpen = ({ phase }) => phase === "idle" || phase === "finished" || phase === "failed";

customElements.define("loupe-train", TrainPanel);

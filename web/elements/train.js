/** The panel where a network learns: what the visitor chooses, what happens, and the way back through the epochs. */
import { download } from "../download.js";
import { isOpen, momentOf } from "../lesson.js";
import { FORGET_MS, MAX_EPOCHS, MORE_EPOCHS } from "../limits.js";
import { Chart, csv, table } from "./chart.js";
import { h } from "./dom.js";
import { Estimate } from "./estimate.js";
import { Gradients } from "./gradients.js";
import { LessonForm } from "./lesson-form.js";
import { kerasLine, note } from "./progress.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Training} Training */
/** @typedef {import("../i18n.js").Words} Words */

class TrainPanel extends View {
  static late = true;
  static builds = ["words", "chapter"];
  static renders = ["training", "own"];
  #form = new LessonForm((lesson, done) => this.#hear(lesson, done), (power) => this.say("power", power));
  #estimate = new Estimate(this.#form.element, (lesson) => this.say("train-touch", lesson), (lesson) => this.#shorten(lesson));
  #buttons = h("div", { class: "words train-buttons" });
  #note = h("p", { class: "note train-note" });
  #line = h("pre", { class: "train-line" });
  #chart = new Chart();
  #quantity = /** @type {import("./chart.js").Quantity} */ ("accuracy");
  #quantities = h("div", { class: "words", role: "group" });
  #formerKey = h("span", { class: "key former" });
  #slider = h("input", { type: "range", min: 0, step: 1, oninput: () => this.#travel() });
  #where = h("span", {});
  #results = h("div", { class: "train-results" });
  #epochs = h("div", {});
  #gradients = new Gradients();
  #files = h("div", { class: "words" });
  #announcer = h("p", { class: "unseen", role: "status" });
  /** Reset was pressed once. */
  #forgetting = false;
  /** The phase that was told last. @type {Training["phase"]} */
  #announced = "idle";
  /** The epochs in the table. @type {Training["epochs"] | null} */
  #tabled = null;

  connectedCallback() {
    this.#results.append(
      this.#quantities,
      this.#chart.element,
      h("div", { class: "train-slider" }, h("label", {}, h("span", {}), this.#slider), this.#where),
      h("div", { class: "train-table" }, this.#epochs, this.#gradients.element),
      this.#files,
    );
    this.replaceChildren(this.#form.element, this.#estimate.element, this.#buttons, this.#note, this.#line, this.#results, this.#announcer);
  }

  /** @param {State} state */
  build(state) {
    const { words } = state;
    this.#form.build(state);
    this.#tabled = null;
    this.#forgetting = false;
    const label = /** @type {HTMLElement} */ (this.#slider.previousElementSibling);
    label.textContent = words.text("train.show");
    this.#formerKey.textContent = words.text("train.curve.former");
    this.#quantities.setAttribute("aria-label", words.text("train.chart"));
    this.#quantities.replaceChildren(
      ...(/** @type {const} */ (["accuracy", "loss"])).map((quantity) =>
        h("button", { type: "button", class: "word", "data-quantity": quantity, onclick: () => this.#choose(quantity) }, words.text(`train.chart.${quantity}`)),
      ),
      h("span", { class: "key training" }, words.text("train.curve.training")),
      h("span", { class: "key validation" }, words.text("train.curve.validation")),
      this.#formerKey,
    );
    this.#files.replaceChildren(
      this.#button("csv", words, () => download("loupe.csv", new Blob([csv(this.#training)], { type: "text/csv" }))),
      this.#button("weights", words, () => this.say("train-weights")),
    );
    this.#buttons.replaceChildren();
  }

  /** @param {State} state */
  render(state) {
    const { words, training } = state;
    const { phase, epochs, shown, curve } = training;
    this.dataset.phase = phase;
    this.#form.render(state);
    this.#estimate.render(state);
    this.#press(phase, words);
    this.#note.textContent = note(training, words);
    if (phase !== this.#announced) {
      this.#announced = phase;
      if (phase !== "idle" && phase !== "running" && phase !== "preparing") this.#announcer.textContent = this.#note.textContent;
    }
    this.#line.textContent = kerasLine(training);
    this.#line.hidden = training.progress === null;
    this.#results.hidden = curve.length === 0;
    this.#gradients.draw(training, state.model, words);
    this.#formerKey.hidden = training.former === null;
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

  /** Of a run that is under way only some things change, and only when they are meant. @param {import("../types.js").Lesson} lesson @param {boolean} done */
  #hear(lesson, done) {
    if (isOpen(this.#training)) this.say("lesson", lesson);
    else if (done) this.say("train-alter", lesson);
  }

  get #training() {
    return /** @type {State} */ (this.state).training;
  }

  /** Keeps the buttons, and with them the focus, as long as they mean the same. @param {Training["phase"]} phase @param {Words} words */
  #press(phase, words) {
    const main = phase === "running" ? "pause" : phase === "paused" || phase === "kept" ? "resume" : "train";
    if (phase === "idle") this.#forgetting = false;
    const last = this.#forgetting ? "forget" : "reset";
    const finished = phase === "finished";
    const names = [main, "step", ...(finished ? ["extend"] : []), last];
    if (this.#buttons.dataset.names !== `${names}` || this.#buttons.childElementCount === 0) {
      const focused = [...this.#buttons.children].indexOf(/** @type {Element} */ (document.activeElement));
      const before = (this.#buttons.dataset.names ?? "").split(",")[focused];
      this.#buttons.dataset.names = `${names}`;
      this.#buttons.replaceChildren(
        this.#button(main, words, () => (main === "pause" ? this.say("train-pause") : this.#start("train"))),
        this.#button("step", words, () => this.#start("train-step")),
        ...(finished ? [this.#button("extend", words, () => this.#extend(), { count: words.number(MORE_EPOCHS) })] : []),
        this.#button(last, words, () => this.#forget()),
      );
      // Whoever pressed the first button is on the first one still, whatever it means now.
      const place = names.includes(before) ? names.indexOf(before) : Math.min(focused, 0);
      /** @type {HTMLElement | undefined} */ (this.#buttons.children[place])?.focus();
    }
    const [first, step] = /** @type {HTMLButtonElement[]} */ ([...this.#buttons.children]);
    const reset = /** @type {HTMLButtonElement} */ (this.#buttons.lastElementChild);
    first.classList.add("primary");
    // Not `disabled`, which would take the keyboard's focus away.
    const allow = (/** @type {HTMLButtonElement} */ button, /** @type {boolean} */ allowed) => button.setAttribute("aria-disabled", String(!allowed));
    allow(first, phase !== "preparing");
    allow(step, phase === "idle" || phase === "kept" || phase === "paused");
    if (finished) allow(/** @type {HTMLButtonElement} */ (this.#buttons.children[2]), this.#training.epochs.length < MAX_EPOCHS);
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

  /** @param {string} name @param {Words} words @param {() => void} act @param {Record<string, string>} [values] */
  #button(name, words, act, values) {
    const button = h("button", { type: "button", class: "word", title: words.text(`train.${name}.help`) }, words.text(`train.${name}`, values));
    button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || act());
    return button;
  }

  /** @param {"train" | "train-step"} what */
  #start(what) {
    if (this.#form.check()) this.say(what, this.#form.lesson);
  }

  /** @param {import("../types.js").Lesson} lesson */
  #shorten(lesson) {
    this.say("lesson", lesson);
    this.#form.show(lesson);
  }

  /** More of the same, whatever ended it. */
  #extend() {
    const { chosen, epochs } = this.#training;
    const end = Math.min(MAX_EPOCHS, epochs.length + MORE_EPOCHS);
    this.say("train-alter", { learning_rate: chosen.learning_rate, epochs: end, extended: epochs.length });
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

customElements.define("loupe-train", TrainPanel);

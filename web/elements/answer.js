/** What the network says: a bar for each class, the winner, the second guess, and whether to believe it. */
import { judge } from "../certainty.js";
import { ANNOUNCE_AFTER_MS } from "../limits.js";
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {{row: HTMLElement, bar: HTMLElement, number: Text}} Row */

const DECIMALS = 3;

class Answer extends View {
  static builds = ["words", "model"];
  static renders = ["look", "asking", "status"];
  #headline = h("p", { class: "answer-headline" });
  #second = h("p", { class: "answer-second" });
  #list = h("ol", { class: "bars" });
  #announcer = h("p", { class: "unseen", role: "status", "data-answer": true });
  /** @type {Row[]} */
  #rows = [];
  /** What is announced next, or was last. */
  #news = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connectedCallback() {
    this.replaceChildren(this.#headline, this.#second, this.#list, this.#announcer);
  }

  /** @param {State} state */
  build({ words, model }) {
    this.#list.setAttribute("aria-label", words.text("answer.bars"));
    this.#rows = model.labels.map((label) => {
      const bar = h("span", { class: "bar" });
      const number = document.createTextNode("");
      const row = h(
        "li",
        {},
        h("span", { class: "bar-label" }, words.label(label)),
        h("span", { class: "bar-track", "aria-hidden": "true" }, bar),
        h("span", { class: "bar-number" }, number),
      );
      return { row, bar, number };
    });
    this.#list.replaceChildren(...this.#rows.map(({ row }) => row));
  }

  /** @param {State} state */
  render(state) {
    const { look, words, model, chapter } = state;
    const probabilities = look && !look.empty ? look.probabilities : null;
    const verdict = probabilities && judge(probabilities);
    this.#list.ariaBusy = String(state.asking);
    for (const [index, { row, bar, number }] of this.#rows.entries()) {
      const probability = probabilities?.[index];
      bar.style.transform = `scaleX(${probability ?? 0})`;
      const text = probability === undefined ? "" : words.number(probability, DECIMALS);
      if (number.data !== text) number.data = text;
      row.classList.toggle("winner", verdict?.first === index && verdict.sure);
      row.classList.toggle("guess", Boolean(verdict && !verdict.sure && (verdict.first === index || verdict.second === index)));
    }
    const name = (/** @type {number} */ index) => words.label(model.labels[index] ?? "");
    if (!probabilities || !verdict) {
      this.#tell(this.#waiting(state), "", "");
    } else if (verdict.sure) {
      const second = { label: name(verdict.second), value: words.number(probabilities[verdict.second] ?? 0, DECIMALS) };
      this.#tell(words.text(`answer.sure.${chapter.input}`, { label: name(verdict.first) }), words.text("answer.second", second), second.label);
    } else {
      const labels = { first: name(verdict.first), second: name(verdict.second) };
      this.#tell(words.text("answer.unsure"), words.text("answer.either", labels), labels.first + labels.second);
    }
  }

  /** @param {State} state */
  #waiting(state) {
    const { look, picture, status, words, chapter } = state;
    const nothing = look || (chapter.input === "photo" && !picture);
    if (nothing) return words.text(`answer.empty.${chapter.input}`);
    return words.text(status.phase === "stopped" ? "answer.stopped" : "answer.waiting");
  }

  /** @param {string} headline @param {string} second @param {string} gist what must differ for the second to be news */
  #tell(headline, second, gist) {
    if (this.#headline.textContent !== headline) this.#headline.textContent = headline;
    if (this.#second.textContent !== second) this.#second.textContent = second;
    // While a network learns, it looks again and again: only another answer makes the announcement wait.
    const news = `${headline} ${gist}`;
    if (news === this.#news) return;
    this.#news = news;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#announcer.textContent = `${this.#headline.textContent} ${this.#second.textContent}`.trim();
    }, ANNOUNCE_AFTER_MS);
  }
}

customElements.define("loupe-answer", Answer);

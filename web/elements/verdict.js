/** The answer in one line under the pad, where the answer's own zone is out of sight: on a phone. */
import { judge } from "../certainty.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */

const DECIMALS = 3;

class Verdict extends View {
  static builds = ["words"];
  static renders = ["look"];
  #shown = "";

  connectedCallback() {
    // The answer's zone says the same to a screen reader, once the hand rests.
    this.setAttribute("aria-hidden", "true");
  }

  /** @param {State} state */
  render(state) {
    const { look } = state;
    const text = look && !look.empty ? this.#sentence(look.probabilities, state) : "";
    if (text === this.#shown) return;
    this.#shown = text;
    this.replaceChildren(text);
  }

  /** @param {Float32Array} probabilities @param {State} state */
  #sentence(probabilities, state) {
    const { words, model, chapter } = state;
    const { first, second, sure } = judge(probabilities);
    const name = (/** @type {number} */ index) => words.label(model.labels[index] ?? "");
    if (!sure) return words.text("answer.either", { first: name(first), second: name(second) });
    const value = words.number(probabilities[first] ?? 0, DECIMALS);
    return `${words.text(`answer.sure.${chapter.input}`, { label: name(first) })} · ${value}`;
  }
}

customElements.define("loupe-verdict", Verdict);

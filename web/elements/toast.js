/** One sentence when something went wrong: what happened, what was done, what you can do. */
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */

class Toast extends View {
  /** @type {readonly string[]} */
  static builds = [];
  static renders = ["toast", "words"];
  #text = h("p", { class: "toast-text" });
  #actions = h("div", { class: "words" });

  connectedCallback() {
    this.setAttribute("role", "alert");
    this.replaceChildren(this.#text, this.#actions);
  }

  /** @param {State} state */
  render({ toast, words }) {
    this.classList.toggle("shown", toast !== null);
    if (!toast) {
      this.#text.textContent = "";
      return this.#actions.replaceChildren();
    }
    const [stem] = toast.key.split(".");
    // A fault without words of its own gets those of its kind, or speaks for itself.
    const key = [toast.key, toast.otherwise ?? `${stem}.other`].find((candidate) => words.has(candidate));
    this.#text.textContent = key ? words.text(key, toast.values) : (toast.plain ?? toast.key);
    const button = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      h("button", { type: "button", class: "word", onclick: act }, words.text(name));
    const { action } = toast;
    this.#actions.replaceChildren(
      ...(action ? [button(`toast.${action}`, () => this.say(action))] : []),
      button("details.open", () => this.say("details")),
      button("toast.dismiss", () => this.say("dismiss")),
    );
  }
}

customElements.define("loupe-toast", Toast);

/** Language and theme. */
import { LANGUAGES } from "../i18n.js";
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Theme} Theme */

/** @type {Record<Theme, Theme>} */
const NEXT = { auto: "light", light: "dark", dark: "auto" };

class Preferences extends View {
  static renders = ["words", "theme"];
  /** Its nodes outlive a change of language: the focus is in them. @type {readonly string[]} */
  static builds = [];
  #languages = LANGUAGES.map((language) =>
    h(
      "button",
      { type: "button", class: "word", lang: language, onclick: () => this.say("language", language) },
      language.toUpperCase(),
    ),
  );
  #group = h("div", { class: "words languages", role: "group" }, ...this.#languages);
  #theme = h("button", { type: "button", class: "word theme", onclick: () => this.say("theme", NEXT[this.state.theme]) });

  connectedCallback() {
    this.replaceChildren(this.#group, this.#theme);
  }

  /** @param {State} state */
  render({ words, theme }) {
    this.#group.setAttribute("aria-label", words.text("language.group"));
    for (const button of this.#languages) {
      button.setAttribute("aria-pressed", String(button.lang === words.language));
      button.title = words.text(`language.${button.lang}`);
    }
    this.#theme.textContent = words.text(`theme.${theme}`);
    this.#theme.title = words.text("theme.help");
  }
}

customElements.define("loupe-preferences", Preferences);

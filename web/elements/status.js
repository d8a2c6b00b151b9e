/** The status chip: which engine answers, how it is and how quickly; its menu chooses another. */
import { h } from "./dom.js";
import { View } from "./view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Mode} Mode */

const MODES = /** @type {readonly Mode[]} */ (["auto", "cpu", "gpu"]);

class StatusChip extends View {
  static renders = ["status", "mode"];
  #label = h("span", { class: "chip-label" });
  #time = h("span", { class: "chip-time" });
  #chip = h(
    "button",
    { type: "button", class: "chip", "aria-expanded": "false", "aria-controls": "engine-menu", onclick: () => this.#toggle() },
    this.#label,
    this.#time,
  );
  #menu = h("div", { class: "menu", id: "engine-menu", hidden: true });
  /** @type {HTMLInputElement[]} */
  #choices = [];
  #elsewhere = (/** @type {Event} */ event) => {
    if (!this.contains(/** @type {Node} */ (event.target))) this.#toggle(false);
  };

  connectedCallback() {
    this.replaceChildren(this.#chip, this.#menu);
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#menu.hidden) return;
      this.#toggle(false);
      this.#chip.focus();
    });
    document.addEventListener("pointerdown", this.#elsewhere);
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.#elsewhere);
  }

  /** @param {State} state */
  build({ words }) {
    this.#choices = MODES.map((mode) =>
      h("input", { type: "radio", name: "engine", value: mode, onchange: () => this.say("mode", mode) }),
    );
    this.#chip.title = words.text("status.help");
    this.#menu.replaceChildren(
      h(
        "fieldset",
        {},
        h("legend", {}, words.text("status.choose")),
        ...MODES.map((mode, index) =>
          h(
            "label",
            {},
            this.#choices[index],
            h("span", {}, words.text(`mode.${mode}`), h("small", {}, words.text(`mode.${mode}.help`))),
          ),
        ),
      ),
      h("button", { type: "button", class: "word", onclick: () => this.#details() }, words.text("details.open")),
    );
  }

  /** @param {State} state */
  render({ words, status, mode }) {
    const { backend, phase, milliseconds, preparing } = status;
    const known = phase === "stopped" ? "" : `${backend.toUpperCase()} `;
    const stage = preparing && phase === "ready" ? "preparing" : phase;
    this.#label.textContent = `${known}${words.text(`status.${stage}`)}`;
    const shown = milliseconds !== null && phase === "ready";
    this.#time.textContent = shown ? words.text("status.time", { time: words.number(milliseconds, milliseconds < 10 ? 1 : 0) }) : "";
    this.#chip.dataset.phase = phase;
    this.#chip.dataset.backend = backend;
    for (const choice of this.#choices) choice.checked = choice.value === mode;
  }

  #details() {
    this.#toggle(false);
    this.say("details");
  }

  /** @param {boolean} [open] */
  #toggle(open = Boolean(this.#menu.hidden)) {
    this.#menu.hidden = !open;
    this.#chip.setAttribute("aria-expanded", String(open));
  }
}

customElements.define("loupe-status", StatusChip);

/** Photos that were opened together: each with its answer; a press looks at it closely. */
import { judge } from "../certainty.js";
import { h } from "./dom.js";
import { View } from "./view.js";

/** @import { Seen, State } from "../types.js" */

class SeveralStrip extends View {
  static renders = ["several", "picture"];
  #heading = h("h3");
  #list = h("ol", { class: "several" });
  /** @type {Map<Blob, {item: HTMLElement, button: HTMLButtonElement, caption: HTMLElement, address: string}>} */
  #items = new Map();

  connectedCallback() {
    this.replaceChildren(this.#heading, this.#list);
  }

  /** @param {State} state */
  build({ words }) {
    this.#list.setAttribute("aria-label", words.text("several.name"));
  }

  /** @param {State} state */
  render(state) {
    const { several, picture, words } = state;
    this.hidden = several.length === 0;
    for (const [blob, { item, address }] of this.#items) {
      if (several.some((seen) => seen.picture === blob)) continue;
      URL.revokeObjectURL(address);
      item.remove();
      this.#items.delete(blob);
    }
    const done = several.filter(({ probabilities, fault }) => probabilities || fault).length;
    this.#heading.textContent = words.text("several.title", { done: words.number(done), count: words.number(several.length) });
    for (const seen of several) {
      const { button, caption } = this.#items.get(seen.picture) ?? this.#add(seen);
      const text = sentence(seen, state);
      caption.textContent = text;
      button.setAttribute("aria-label", `${seen.name}: ${text}`);
      button.title = seen.name;
      button.setAttribute("aria-pressed", String(seen.picture === picture));
      button.setAttribute("aria-disabled", String(seen.fault !== null));
    }
  }

  /** @param {Seen} seen */
  #add({ picture }) {
    const address = URL.createObjectURL(picture);
    const caption = h("span", { class: "several-answer" });
    const image = h("img", { src: address, alt: "", onerror: () => image.remove() });
    const button = h("button", { type: "button", onclick: () => button.getAttribute("aria-disabled") === "true" || this.say("picture", picture) }, image, caption);
    const item = h("li", {}, button);
    this.#list.append(item);
    const made = { item, button, caption, address };
    this.#items.set(picture, made);
    return made;
  }
}

/** What is said of one photo. @param {Seen} seen @param {State} state */
function sentence({ probabilities, fault }, { words, model }) {
  if (fault) return words.text("several.fault");
  if (!probabilities) return "…";
  const { first, sure } = judge(probabilities);
  const answer = `${words.label(model.labels[first] ?? "")} ${words.number(probabilities[first] ?? 0, 2)}`;
  return sure ? answer : words.text("several.unsure", { answer });
}

customElements.define("loupe-several", SeveralStrip);

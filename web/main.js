/** Joins the lab and the elements of the page. */
import "./elements/answer.js";
import "./elements/details.js";
import "./elements/film.js";
import "./elements/lens.js";
import "./elements/network.js";
import "./elements/pad.js";
import "./elements/preferences.js";
import "./elements/results.js";
import "./elements/sample-strip.js";
import "./elements/sheet.js";
import "./elements/status.js";
import "./elements/summary.js";
import "./elements/toast.js";
import "./elements/tools.js";
import "./elements/train.js";
import "./elements/verdict.js";
import { View } from "./elements/view.js";
import { Lab } from "./lab.js";
import { canRunEngine } from "./support.js";

/** @typedef {import("./types.js").State} State */

/** The words and the theme of the page itself. @param {State} state */
function dress({ words, theme, model, card, chapter, training }) {
  document.documentElement.lang = words.language;
  document.documentElement.dataset.theme = theme;
  document.title = words.text("page.title");
  const { accuracy, samples } = card;
  const values = {
    count: words.number(model.parameters),
    accuracy: words.number((accuracy ?? 0) * 100, 2),
    samples: words.number(samples ?? 0),
    chapter: words.text(`${chapter.name}.title`),
  };
  const known = { "network.card": accuracy !== undefined ? "network.card" : training.curve.length > 0 ? "network.own" : "network.size", "chapter.title": `${chapter.name}.title`, "chapter.lead": `${chapter.name}.lead` };
  for (const node of document.querySelectorAll("[data-words]")) {
    const key = node.getAttribute("data-words") ?? "";
    node.textContent = words.text(/** @type {Record<string, string>} */ (known)[key] ?? key, values);
  }
}

const lab = await Lab.open();
const { store } = lab;
const views = [...document.querySelectorAll("*")].filter((element) => element instanceof View);
store.subscribe((state, changed) => {
  if (["words", "theme", "model", "card"].some((key) => changed.has(key))) dress(state);
  for (const view of views) view.receive(state, changed);
  document.documentElement.classList.add("ready");
});
store.update(store.state);

lab.start(document, canRunEngine());

// The console's handle: for tests of the shipped build, and for the curious.
Object.defineProperty(globalThis, "loupe", { value: Object.freeze({ crash: () => lab.crash() }) });

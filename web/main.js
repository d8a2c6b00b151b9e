/** Joins the lab and the elements of the page. */
import "./elements/answer.js";
import "./elements/camera.js";
import "./elements/chapters.js";
import "./elements/code.js";
import "./elements/collection.js";
import "./elements/compare.js";
import "./elements/details.js";
import "./elements/film.js";
import "./elements/gather.js";
import "./elements/lens.js";
import "./elements/network.js";
import "./elements/pad.js";
import "./elements/photo.js";
import "./elements/preferences.js";
import "./elements/results.js";
import "./elements/sample-strip.js";
import "./elements/several.js";
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
  const title = words.text(`${chapter.name}.title`);
  document.title = words.text("page.title", { chapter: title });
  const { accuracy, samples } = card;
  const values = {
    count: words.number(model.parameters),
    classes: words.number(model.labels.length),
    accuracy: words.number((accuracy ?? 0) * 100, 2),
    samples: words.number(samples ?? 0),
  };
  const known = /** @type {Record<string, string>} */ ({
    "chapter.lead": `${chapter.name}.lead`,
    "chapter.note": model.labels.join() === chapter.model.labels.join() ? `${chapter.name}.note` : "network.note",
    "chapter.card": accuracy !== undefined ? `${chapter.input}.card` : training.curve.length > 0 ? "network.own" : "network.size",
  });
  for (const node of document.querySelectorAll("[data-words]")) {
    const key = node.getAttribute("data-words") ?? "";
    node.textContent = words.text(known[key] ?? key, values);
  }
}

const lab = await Lab.open();
const { store } = lab;
const all = [...document.querySelectorAll("*")].filter((element) => element instanceof View);
const isLate = (/** @type {View} */ { constructor }) => /** @type {typeof View} */ (constructor).late;
const views = all.filter((view) => !isLate(view));

/** A fault of one view must not keep the news from the others. @param {View} view @param {State} state @param {Set<string>} changed */
function show(view, state, changed) {
  try {
    view.receive(state, changed);
  } catch (error) {
    reportError(error);
  }
}

store.subscribe((state, changed) => {
  if (["words", "theme", "model", "card", "chapter"].some((key) => changed.has(key))) dress(state);
  for (const view of views) show(view, state, changed);
  document.documentElement.classList.add("ready");
});
store.update(store.state);

lab.start(document, canRunEngine());

// The address names the chapter; a way within the page leaves it alone.
document.querySelector("a[href='#zone-train']")?.addEventListener("click", (event) => {
  event.preventDefault();
  const heading = /** @type {HTMLElement | null} */ (document.querySelector("#zone-train"));
  heading?.scrollIntoView({ block: "start" });
  heading?.focus({ preventScroll: true });
});

// The console's handle: for tests of the shipped build, and for the curious.
Object.defineProperty(globalThis, "loupe", { value: Object.freeze({ crash: () => lab.crash() }) });

// What is below the first screen must not hold it up: each in a task of its own.
for (const view of all.filter(isLate)) {
  await new Promise((resolve) => setTimeout(resolve));
  views.push(view);
  show(view, store.state, new Set());
}

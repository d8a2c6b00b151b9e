/** How the page begins, before any engine is there. */
import { RECIPE } from "./gesture.js";
import { LANGUAGES, loadWords, preferredLanguage } from "./i18n.js";
import { powers } from "./pace.js";
import { remembered } from "./preferences.js";
import { UNBUILT } from "./protocol.js";

/** @import { Desk } from "./desk.js" */
/** @import { Mode, State, Theme } from "./types.js" */

const THEMES = /** @type {readonly Theme[]} */ (["auto", "light", "dark"]);
const MODES = /** @type {readonly Mode[]} */ (["auto", "cpu", "gpu"]);

/** The build that the page was made by; the engine must be of the same. */
export function pageBuild() {
  return document.querySelector("meta[name=build]")?.getAttribute("content") ?? UNBUILT;
}

/** The state before any engine: the layout, and a sample already on the pad. @param {Desk} desk @returns {Promise<State>} */
export async function opening(desk) {
  return {
    ...desk.papers,
    chapter: desk.chapter,
    words: await loadWords(remembered("language", LANGUAGES, preferredLanguage())),
    theme: remembered("theme", THEMES, "auto"),
    tool: "pen",
    switches: { ...RECIPE },
    look: null,
    asking: true,
    kernels: null,
    status: { backend: "cpu", phase: "opening", milliseconds: null, preparing: false, about: null },
    mode: remembered("engine", MODES, "auto"),
    power: remembered("power", powers(), "auto"),
    value: null,
    several: [],
    toast: null,
    details: null,
  };
}

/** The page's language and theme, as the visitor chooses them. */
import { loadWords } from "./i18n.js";
import { remember } from "./preferences.js";

/** @import { Language } from "./i18n.js" */
/** @import { Store } from "./store.js" */
/** @import { Theme } from "./types.js" */

/** @param {Store} store @param {Language} language @param {(line: string) => void} log */
export async function speak(store, language, log) {
  try {
    store.update({ words: await loadWords(language) });
    remember("language", language);
  } catch (error) {
    log(String(error));
    store.update({ toast: { key: "language.unreachable" } });
  }
}

/** @param {Store} store @param {Theme} theme */
export function dress(store, theme) {
  remember("theme", theme);
  store.update({ theme });
}

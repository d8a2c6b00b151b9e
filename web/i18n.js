/** Words and numbers in the reader's own way. */

export const LANGUAGES = Object.freeze(/** @type {const} */ (["fr", "en"]));
/** @typedef {(typeof LANGUAGES)[number]} Language */

export class Words {
  /** @type {Record<string, string>} */
  #dictionary;
  /** @type {Map<number, Intl.NumberFormat>} */
  #formats = new Map();

  /**
   * @param {Language} language
   * @param {Record<string, string>} dictionary
   */
  constructor(language, dictionary) {
    this.language = language;
    this.#dictionary = dictionary;
  }

  /** @param {string} key */
  has(key) {
    return Object.hasOwn(this.#dictionary, key);
  }

  /**
   * The text of a key, with {name} replaced by values.name. An unknown key shows itself, so that it is seen and mended.
   * @param {string} key
   * @param {Record<string, string>} [values]
   */
  text(key, values = {}) {
    const pattern = this.has(key) ? this.#dictionary[key] : key;
    return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  /** A class in the reader's language, where the dictionaries have it. @param {string} label */
  label(label) {
    const key = `label.${label}`;
    return this.has(key) ? this.text(key) : label;
  }

  /**
   * A number with a fixed count of decimals: 0,911 in French, 0.911 in English.
   * @param {number} value
   * @param {number} [decimals]
   */
  number(value, decimals = 0) {
    let format = this.#formats.get(decimals);
    if (!format) {
      format = new Intl.NumberFormat(this.language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
      this.#formats.set(decimals, format);
    }
    return format.format(value);
  }
}

/** The first of the browser's languages that Loupe speaks, else English. @returns {Language} */
export function preferredLanguage() {
  for (const tag of navigator.languages ?? []) {
    const known = LANGUAGES.find((language) => tag.toLowerCase().startsWith(language));
    if (known) return known;
  }
  return "en";
}

/** @type {Map<Language, Promise<Words>>} */
const loaded = new Map();

/**
 * The words of a language; asked for early, they are there when the network is not.
 * @param {Language} language
 * @returns {Promise<Words>}
 */
export function loadWords(language) {
  const words = loaded.get(language) ?? fetchWords(language);
  loaded.set(language, words);
  words.catch(() => loaded.delete(language));
  return words;
}

/** @param {Language} language */
async function fetchWords(language) {
  const response = await fetch(new URL(`./i18n/${language}.json`, import.meta.url));
  if (!response.ok) throw new Error(`the dictionary ${language}.json answered ${response.status}`);
  return new Words(language, await response.json());
}

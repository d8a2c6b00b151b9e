// Every text is there in every language, with the same blanks to fill in, and every text is used.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../web/", import.meta.url));
const languages = readdirSync(join(web, "i18n")).filter((name) => name.endsWith(".json"));
const texts = new Map(languages.map((name) => [name, JSON.parse(readFileSync(join(web, "i18n", name), "utf8"))]));
const blanks = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(js|html)$/.test(entry.name)) yield readFileSync(path, "utf8");
  }
}

test("French and English are there", () => {
  assert.deepEqual(languages.sort(), ["en.json", "fr.json"]);
});

test("both languages have the same keys, each with a text", () => {
  const [first, ...others] = [...texts.values()];
  for (const other of others) assert.deepEqual(Object.keys(other).sort(), Object.keys(first).sort());
  for (const [language, table] of texts) {
    for (const [key, text] of Object.entries(table)) {
      assert.equal(typeof text, "string", `${language}: ${key}`);
      assert.notEqual(text.trim(), "", `${language}: ${key} is empty`);
    }
  }
});

test("both languages fill in the same blanks", () => {
  const [[, first], ...others] = texts;
  for (const [language, table] of others) {
    for (const key of Object.keys(first)) assert.deepEqual(blanks(table[key]), blanks(first[key]), `${language}: ${key}`);
  }
});

/** Keys written out in the page, and patterns for those that it puts together. */
function named() {
  const code = [...sources(web), readFileSync(join(web, "../index.html"), "utf8")].join("\n");
  const literals = [...code.matchAll(/["'`]([a-z]+(?:\.[\w-]+)+)["'`]/g)].map(([, key]) => key);
  // `status.${stage}`, `mode.${mode}.help` and `${stem}.other`, also inside another template.
  const templates = [...code.matchAll(/`(\w+\.[\w.]*\$\{[^`{}]*\}[\w.]*|\$\{[^`{}]*\}\.[\w.]+)`/g)];
  const patterns = templates.map(([, template]) => {
    const escaped = template.replace(/\$\{[^}]*\}/g, "*").replaceAll(".", "\\.").replaceAll("*", ".+");
    return new RegExp(`^${escaped}$`);
  });
  return { literals, patterns };
}

test("every text that the page names is there", () => {
  const table = texts.get("fr.json");
  const families = new Set(Object.keys(table).map((key) => key.split(".")[0]));
  // A fault's code is not a key: its words stand under `fault.`, `stopped.` or `restarted.`, or are its own.
  const isCode = (key) => ["engine", "gpu", "build", "weights", "picture", "strokes"].includes(key.split(".")[0]);
  const missing = named().literals.filter((key) => families.has(key.split(".")[0]) && !(key in table) && !isCode(key));
  assert.deepEqual(missing, []);
});

test("every text is used", () => {
  const { literals, patterns } = named();
  const unused = Object.keys(texts.get("fr.json")).filter(
    (key) => !literals.includes(key) && !patterns.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(unused, []);
});

// Writes, beside each weights file of a folder, the Keras program that the page offers for it.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Words } from "../../web/i18n.js";
import { kerasProgram } from "../../web/keras.js";
import { recipeFor } from "../../web/lesson.js";
import { described } from "./described.mjs";

const folder = process.argv[2];
const words = (language) => new Words(language, JSON.parse(readFileSync(new URL(`../../web/i18n/${language}.json`, import.meta.url), "utf8")));

/** Starts from the weights and learns nothing: what is compared with Loupe's answers. */
const RECIPE = recipeFor("digits");
const ANSWERS = { ...RECIPE, start: "shipped", epochs: 0 };
/** All that a lesson may ask for. It is tried on one network for each way to get data, as compiling it takes a while. */
const TRAINING = { ...RECIPE, samples: 40, batch: 8, epochs: 3, optimizer: "momentum", augmentation: 0.8, target: 0.01, patience: 1 };
const TRAINED = ["digits", "binary"];

for (const file of readdirSync(folder).filter((name) => /^\w+\.safetensors$/.test(name))) {
  const bytes = readFileSync(join(folder, file));
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
  const { spec, labels } = JSON.parse(header.__metadata__.loupe);
  const write = (kind, lesson, language) => {
    const program = kerasProgram(described(spec, labels), lesson, file, words(language));
    writeFileSync(join(folder, file.replace("safetensors", `${kind}.py`)), program);
  };
  write("answers", ANSWERS, "fr");
  if (TRAINED.includes(spec.name)) write("training", TRAINING, "en");
}

// What the Keras program says for networks and settings of every kind. That Keras runs it is tested with tests/keras.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { modelCard } from "../../web/card.js";
import { CHAPTERS } from "../../web/chapters.js";
import { Words } from "../../web/i18n.js";
import { kerasProgram } from "../../web/keras.js";
import { recipeFor, untrained } from "../../web/lesson.js";
import { described } from "../keras/described.mjs";

const RECIPE = recipeFor("digits");

const speaking = (language) => new Words(language, JSON.parse(readFileSync(new URL(`../../web/i18n/${language}.json`, import.meta.url), "utf8")));
const words = speaking("en");
const digits = CHAPTERS.find(({ name }) => name === "digits").model;
const program = (model, lesson = {}, language = words) => kerasProgram(model, { ...RECIPE, ...lesson }, "loupe.safetensors", language);
/** A network of these layers before a Dense of two classes. */
const network = (layers, { name = "own", input = { height: 8, width: 9, channels: 3 }, labels = ["left", "right"], answer = { units: 2, activation: "softmax" } } = {}) =>
  described({ name, input, layers: [...layers, { class: "Flatten" }, { class: "Dense", ...answer }] }, labels);
const includes = (text, ...parts) => parts.forEach((part) => assert.ok(text.includes(part), `no ${part} in\n${text}`));
const lacks = (text, ...parts) => parts.forEach((part) => assert.ok(!text.includes(part), `${part} in\n${text}`));

test("the digits' program has their network, their data and the recipe", () => {
  const text = program(digits);
  includes(
    text,
    `        keras.Input((28, 28, 1)),
        layers.Conv2D(32, (3, 3), padding="same", activation="relu"),
        layers.Conv2D(16, (3, 3), padding="same", activation="relu"),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ],
    name="digits",`,
    "keras.datasets.mnist.load_data()",
    "images[:5000], classes[:5000]",
    "images[9000:10000]",
    "optimizer=keras.optimizers.Adam(learning_rate=0.001),",
    'loss="categorical_crossentropy"',
    "    batch_size=32,\n    epochs=5,\n)",
    'WEIGHTS = None  # "loupe.safetensors"',
    "set_random_seed(1)",
  );
  lacks(text, "callbacks", "learner", "undefined", "null", "NaN");
});

test("every chapter has its program, with the course's settings", () => {
  const [, objects, catdog, vision] = CHAPTERS.map(({ model, lesson }) => program(model, lesson));
  for (const text of [objects, catdog, vision]) lacks(text, "undefined", "null", "NaN");
  includes(objects, "cifar10.load_data()", "images[:47500]", "epochs=10,", "layers.MaxPooling2D((2, 2)),");
  includes(catdog, '"class_names": ["cats", "dogs"]', "layers.Dropout(0.5),", 'layers.Dense(1, activation="sigmoid"),', '"binary_crossentropy"', "epochs=40,");
  includes(vision, "mnist.load_data()", "layers.Conv2D(16,", 'name="vision"');
});

test("a dropout that was chosen is every dropout's", () => {
  const { model } = CHAPTERS.find(({ name }) => name === "catdog");
  const text = program(model, { dropout: 0.3 });
  assert.equal(text.match(/layers\.Dropout\(0\.3\)/g)?.length, 3);
  lacks(text, "Dropout(0.5)");
});

test("where only the last layers learn, the others cannot be trained", () => {
  includes(program(digits, { start: "last" }), 'WEIGHTS = "loupe.safetensors"', "layer.trainable = isinstance(layer, layers.Dense)");
  lacks(program(digits, { start: "shipped" }), "trainable");
});

test("every setting of a lesson is in it", () => {
  const text = program(digits, { start: "shipped", samples: 500, epochs: 7, batch: 8, optimizer: "momentum", learning_rate: 0.0001, dropout: null, augmentation: 0.3, target: 0.95, patience: 2, seed: 41 });
  includes(
    text,
    'WEIGHTS = "loupe.safetensors"',
    "images[:500]",
    "epochs=7,",
    "batch_size=8,",
    "SGD(learning_rate=0.0001, momentum=0.9)",
    'layers.RandomRotation(0.0096, fill_mode="constant")',
    'logs["val_accuracy"] >= 0.95',
    'callbacks=[StopWhenRight(), keras.callbacks.EarlyStopping(monitor="val_loss", patience=2)]',
    "set_random_seed(41)",
    "learner.fit(",
    "learner.evaluate(",
  );
});

test("layers name what is not Keras' default, and nothing else", () => {
  const text = program(
    network([
      { class: "Conv2D", filters: 4, kernel_size: [5, 3], strides: [2, 1], padding: "valid", activation: "linear" },
      { class: "Conv2D", filters: 2, kernel_size: [2, 2], strides: [1, 1], padding: "same", activation: "sigmoid" },
      { class: "MaxPooling2D", pool_size: [2, 2], strides: [2, 2], padding: "valid" },
      { class: "MaxPooling2D", pool_size: [2, 2], strides: [1, 1], padding: "same" },
      // As 0.2 comes from a number of 32 bits.
      { class: "Dropout", rate: Math.fround(0.2) },
    ]),
  );
  includes(
    text,
    "layers.Conv2D(4, (5, 3), strides=(2, 1)),",
    'layers.Conv2D(2, (2, 2), padding="same", activation="sigmoid"),',
    "layers.MaxPooling2D((2, 2)),",
    'layers.MaxPooling2D((2, 2), strides=(1, 1), padding="same"),',
    "layers.Dropout(0.2),",
  );
});

test("photos come from folders, in the order of the classes, for one answer or several", () => {
  const binary = program(network([], { labels: ["cats", "dogs"], answer: { units: 1, activation: "sigmoid" } }), { samples: 20, batch: 8, seed: 3 });
  includes(
    binary,
    '"class_names": ["cats", "dogs"],',
    '"label_mode": "binary"',
    '"image_size": (8, 9)',
    'loss="binary_crossentropy"',
    'photos("train", validation_split=0.1, subset="both", seed=3, **options)',
    ".take(20).cache().shuffle(20).batch(8)",
  );
  includes(program(network([])), '"label_mode": "categorical"', 'loss="categorical_crossentropy"');
  includes(program(network([], { input: { height: 8, width: 9, channels: 1 } })), '"color_mode": "grayscale"');
  const objects = "airplane automobile bird cat deer dog frog horse ship truck".split(" ");
  includes(program(network([], { input: { height: 32, width: 32, channels: 3 }, labels: objects })), "keras.datasets.cifar10.load_data()", "images[-2500:]");
  // Keras reads no pictures of two channels: the program ends with the network and its weights.
  lacks(program(network([], { input: { height: 8, width: 9, channels: 2 } })), ".fit(", "image_dataset");
});

test("no name gets out of its quotes", () => {
  const wicked = '"]\nimport os # \\';
  const text = program(network([], { name: wicked, labels: [wicked, "right"] }));
  assert.deepEqual(text.split("\n").filter((line) => line.startsWith("import")), ["import json", "import keras", "import numpy as np"]);
  includes(text, String.raw`["\"]\nimport os # \\", "right"]`, 'name="import_os"');
  includes(program(network([], { name: "é/ù" })), 'name="network"');
});

test("comments are in the reader's language, and one line each", () => {
  const [english, french] = ["en", "fr"].map((language) => program(digits, { augmentation: 0.8, target: 0.9 }, speaking(language)).split("\n"));
  assert.equal(english.length, french.length);
  for (const [index, line] of english.entries()) {
    const isComment = /^ *#/.test(line);
    assert.equal(line !== french[index], isComment, line);
    for (const one of [line, french[index]]) assert.ok(one.length <= 100, `${one.length}: ${one}`);
  }
});

test("a card says what was trained, on what, how, and how good it is", () => {
  const epochs = [{ epoch: 1, loss: 0.5, accuracy: 0.8, val_loss: 0.25, val_accuracy: 0.9, learning_rate: 0.001 }];
  const scores = { n: 2, loss: 0.25, accuracy: 0.5, confusion: [], per_class: [{ label: "0 | 1", n: 2, accuracy: 0.5 }] };
  const judged = { scores, epoch: 1, labels: new Uint8Array(), guesses: new Uint8Array(), certainties: new Float32Array() };
  const training = { ...untrained(RECIPE), phase: "finished", epochs, judged };
  const card = modelCard({ model: digits, training, words });
  includes(card, "# digits", "130,394", "| conv2d (Conv2D) | 28 × 28 × 32 | 320 |", "5,000 of MNIST", "| 1 | 0.5000 | 0.8000 | 0.2500 | 0.9000 |", "| 0   1 | 2 | 50.0% |");
  includes(card, `| ${words.text("train.optimizer")} | Adam |`, `| ${words.text("train.epochs")} | 5 |`);
  lacks(card, "undefined", "card.", "train.");
  const shapes = modelCard({ model: digits, training: { ...training, lesson: recipeFor("shapes") }, words: speaking("fr") });
  includes(shapes, `| ${speaking("fr").text("train.data.shapes")} |`, "4 000 formes".replace(" ", "\u202f"));
  lacks(modelCard({ model: digits, training: { ...training, phase: "running" }, words }), "50.0%");
});

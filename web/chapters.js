/**
 * The chapters: one lab, fed with one of these. The model written here is what the lab draws until the engine
 * has read the weights and says what is really in them.
 */
import { recipeFor } from "./lesson.js";
import { DIGITS } from "./samples.js";

/** @import { Chapter, Layer, Lesson, Model } from "./types.js" */

const TEN_DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** @param {string} name @param {[number, number, number]} shape @param {number} parameters @returns {Layer} */
const convolution = (name, shape, parameters) => ({
  ...{ kind: "Conv2D", name, activation: "relu", shape, parameters, kernel: [3, 3], filters: shape[2], padding: "same" },
  ...maps(shape),
});

/** @param {string} name @param {[number, number, number]} shape @returns {Layer} */
const pooling = (name, shape) => ({
  ...{ kind: "MaxPooling2D", name, activation: null, shape, parameters: 0, pool: [2, 2], strides: [2, 2], padding: "valid" },
  ...maps(shape),
});

/** @param {string} name @param {[number, number, number]} shape @returns {Layer} */
const dropout = (name, shape) => ({ kind: "Dropout", name, activation: null, shape, parameters: 0, rate: 0.5, ...maps(shape) });

/** @param {number} length @returns {Layer} */
const flatten = (length) => ({ kind: "Flatten", name: "flatten", activation: null, shape: [length], parameters: 0, ...row(length) });

/** @param {string} name @param {string} activation @param {number} units @param {number} parameters @returns {Layer} */
const dense = (name, activation, units, parameters) => ({ kind: "Dense", name, activation, shape: [units], parameters, units, ...row(units) });

/** @param {[number, number, number]} shape */
const maps = ([height, width, count]) => ({ maps: count, map_height: height, map_width: width });

/** @param {number} length */
const row = (length) => ({ maps: 1, map_height: 1, map_width: length });

/** What is drawn by hand. @param {Model} model @returns {Chapter} */
const drawn = (model) => ({
  name: model.name,
  input: "drawing",
  weights: `models/${model.name}.safetensors`,
  sets: ["digits", "shapes"],
  model,
  steps: ["drawing", "crop", "fit", "centre", "scale"],
  switches: { crop: "crop", fit: "ratio", centre: "centre", scale: "scale" },
  lesson: recipeFor("digits"),
  samples: DIGITS,
  opening: 5,
});

/** What is seen in a photo. @param {Model} model @param {Partial<Lesson>} lesson @param {{label: string, photo: string}[]} samples @returns {Chapter} */
const photographed = (model, lesson, samples) => ({
  name: model.name,
  input: "photo",
  weights: `models/${model.name}.safetensors`,
  sets: ["shapes"],
  model,
  steps: ["pixels", "red", "green", "blue"],
  switches: {},
  lesson: { ...recipeFor("shapes"), ...lesson },
  samples: samples.map(({ label, photo }) => ({ label, photo: `photos/${photo}` })),
  opening: 0,
});

const digits = drawn({
  name: "digits",
  parameters: 130_394,
  input: { height: 28, width: 28, channels: 1 },
  labels: TEN_DIGITS,
  card: {},
  layers: [
    convolution("conv2d", [28, 28, 32], 320),
    convolution("conv2d_1", [28, 28, 16], 4_624),
    flatten(12_544),
    dense("dense", "softmax", 10, 125_450),
  ],
});

const objects = photographed(
  {
    name: "objects",
    parameters: 153_546,
    input: { height: 32, width: 32, channels: 3 },
    labels: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
    card: {},
    layers: [
      convolution("conv2d", [32, 32, 64], 1_792),
      convolution("conv2d_1", [32, 32, 64], 36_928),
      pooling("max_pooling2d", [16, 16, 64]),
      convolution("conv2d_2", [16, 16, 64], 36_928),
      pooling("max_pooling2d_1", [8, 8, 64]),
      convolution("conv2d_3", [8, 8, 64], 36_928),
      flatten(4_096),
      dense("dense", "softmax", 10, 40_970),
    ],
  },
  { samples: 47_500, epochs: 10 },
  [
    { label: "frog", photo: "small-frog.png" },
    { label: "ship", photo: "small-ship.png" },
    { label: "airplane", photo: "small-airplane.png" },
    { label: "automobile", photo: "small-automobile.png" },
    { label: "cat", photo: "small-cat.png" },
    { label: "dog", photo: "small-dog.png" },
    { label: "horse", photo: "small-horse.png" },
    { label: "truck", photo: "small-truck.png" },
  ],
);

const catdog = photographed(
  {
    name: "catdog",
    parameters: 206_785,
    input: { height: 64, width: 64, channels: 3 },
    labels: ["cats", "dogs"],
    card: {},
    layers: [
      convolution("conv2d", [64, 64, 64], 1_792),
      pooling("max_pooling2d", [32, 32, 64]),
      dropout("dropout", [32, 32, 64]),
      convolution("conv2d_1", [32, 32, 64], 36_928),
      pooling("max_pooling2d_1", [16, 16, 64]),
      dropout("dropout_1", [16, 16, 64]),
      convolution("conv2d_2", [16, 16, 64], 36_928),
      pooling("max_pooling2d_2", [8, 8, 64]),
      dropout("dropout_2", [8, 8, 64]),
      flatten(4_096),
      dense("dense", "relu", 32, 131_104),
      dense("dense_1", "sigmoid", 1, 33),
    ],
  },
  { samples: 18_000, epochs: 40 },
  [
    { label: "dogs", photo: "dog-mastiff.jpg" },
    { label: "cats", photo: "cat.jpg" },
    { label: "dogs", photo: "dog-dalmatian.jpg" },
    { label: "neither", photo: "eagle.jpg" },
  ],
);

const vision = drawn({
  name: "vision",
  parameters: 33_850,
  input: { height: 28, width: 28, channels: 1 },
  labels: TEN_DIGITS,
  card: {},
  layers: [
    convolution("conv2d", [28, 28, 16], 160),
    convolution("conv2d_1", [28, 28, 16], 2_320),
    pooling("max_pooling2d", [14, 14, 16]),
    flatten(3_136),
    dense("dense", "softmax", 10, 31_370),
  ],
});

/** In the course's order; the first opens where the address names none. */
export const CHAPTERS = [digits, objects, catdog, vision];

/** The chapter that an address names by its part from # on: the first where it has none. @param {string} hash */
export function chapterOf(hash) {
  return hash === "" ? CHAPTERS[0] : CHAPTERS.find(({ name }) => hash === `#${name}`);
}

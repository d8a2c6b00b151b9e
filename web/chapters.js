/**
 * The chapters: one lab, fed with one of these. The model written here is what the lab draws until the engine
 * has read the weights and says what is really in them.
 */
import { DIGITS } from "./samples.js";

/** @typedef {import("./types.js").Chapter} Chapter */

/** @type {Chapter} */
const digits = {
  name: "digits",
  weights: "models/digits.safetensors",
  data: "data/digits.idx.gz",
  training: 9_000,
  model: {
    name: "digits",
    parameters: 130_394,
    input: { height: 28, width: 28, channels: 1 },
    labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    card: {},
    layers: [
      { kind: "Conv2D", name: "conv2d", activation: "relu", shape: [28, 28, 32], parameters: 320, maps: 32, map_height: 28, map_width: 28, kernel: [3, 3], filters: 32, padding: "same" },
      { kind: "Conv2D", name: "conv2d_1", activation: "relu", shape: [28, 28, 16], parameters: 4_624, maps: 16, map_height: 28, map_width: 28, kernel: [3, 3], filters: 16, padding: "same" },
      { kind: "Flatten", name: "flatten", activation: null, shape: [12_544], parameters: 0, maps: 1, map_height: 1, map_width: 12_544 },
      { kind: "Dense", name: "dense", activation: "softmax", shape: [10], parameters: 125_450, maps: 1, map_height: 1, map_width: 10, units: 10 },
    ],
  },
  steps: ["drawing", "crop", "fit", "centre", "scale"],
  switches: { crop: "crop", fit: "ratio", centre: "centre", scale: "scale" },
  samples: DIGITS,
  opening: 5,
};

export const CHAPTERS = [digits];

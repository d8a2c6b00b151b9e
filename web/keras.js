/**
 * A network and its training as a Python program with Keras, for a visitor to run as it is. What comes from outside,
 * names for instance, only ever becomes a literal of Python.
 */

/** @import { Layer, Lesson, Model } from "./types.js" */
/** @import { Words } from "./i18n.js" */
/** @typedef {"mnist" | "cifar10" | "folder" | "none"} Source where a network's pictures come from */

const DIGITS = "0 1 2 3 4 5 6 7 8 9";
const OBJECTS = "airplane automobile bird cat deer dog frog horse ship truck";
/** How Keras calls pictures of so many channels; it reads no others from files. @type {Record<number, string>} */
const COLOURS = { 1: "grayscale", 3: "rgb", 4: "rgba" };
/** Decimals that a number of 32 bits holds; the next ones come from the way into JavaScript. */
const PRECISION = 7;
/** How far Loupe's distortions go at full strength; rotations as shares of a full turn, shifts of a side. */
const DISTORTIONS = {
  drawings: { rotation: 0.032, zoom: 0.16, shift: 0.018, fill: "constant" },
  photos: { rotation: 0.032, zoom: 0.2, shift: 0.125, fill: "reflect" },
};

/** @param {Model} model @returns {Source} */
export function sourceOf({ input: { height, width, channels }, labels }) {
  const size = `${height} ${width} ${channels}`;
  if (size === "28 28 1" && labels.join(" ") === DIGITS) return "mnist";
  if (size === "32 32 3" && labels.join(" ") === OBJECTS) return "cifar10";
  return channels in COLOURS ? "folder" : "none";
}

/** A name that files, Keras and TensorFlow take. @param {Model} model */
export function plainName({ name }) {
  return name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, "") || "network";
}

/**
 * @param {Model} model
 * @param {Lesson} lesson
 * @param {string} file the weights that it may begin with
 * @param {Words} words of the comments
 */
export function kerasProgram(model, lesson, file, words) {
  const source = sourceOf(model);
  const parts = [head(lesson, file, words), network(trained(model, lesson), words), loading(words)];
  if (source !== "none") parts.push(data(source, model, lesson, words), training(source, model, lesson, words));
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** The network with the dropout that it is trained with. @param {Model} model @param {Lesson} lesson @returns {Model} */
function trained(model, { dropout }) {
  if (dropout === null) return model;
  return { ...model, layers: model.layers.map((layer) => (layer.kind === "Dropout" ? { ...layer, rate: dropout } : layer)) };
}

/** @param {Lesson} lesson @param {string} file @param {Words} words */
function head({ start, seed }, file, words) {
  return [
    `# ${words.text("program.title")}`,
    `# ${words.text("program.needs")}`,
    "import json",
    "from pathlib import Path",
    "",
    "import keras",
    "import numpy as np",
    "from keras import layers",
    "",
    `# ${words.text("program.weights")}`,
    start === "scratch" ? `WEIGHTS = None  # ${literal(file)}` : `WEIGHTS = ${literal(file)}`,
    "",
    `# ${words.text("program.again")}`,
    "keras.utils.clear_session()",
    `keras.utils.set_random_seed(${seed})`,
  ];
}

/** @param {Model} model @param {Words} words */
function network(model, words) {
  return [
    `# ${words.text("program.network")}`,
    "model = keras.Sequential(",
    "    [",
    `        ${inputOf(model)},`,
    ...model.layers.map((layer) => `        layers.${layer.kind}(${ARGUMENTS[layer.kind](layer).join(", ")}),`),
    "    ],",
    `    name=${literal(plainName(model))},`,
    ")",
    "model.summary()",
  ];
}

/** @param {Model} model */
function inputOf({ input: { height, width, channels } }) {
  return `keras.Input(${literal([height, width, channels])})`;
}

/** How each kind of layer is called. @type {Record<string, (layer: Layer) => string[]>} */
const ARGUMENTS = {
  Conv2D: ({ filters, kernel, strides, padding, activation }) => [
    literal(filters),
    literal(kernel),
    ...option("strides", strides, [1, 1]),
    ...option("padding", padding, "valid"),
    ...option("activation", activation, "linear"),
  ],
  MaxPooling2D: ({ pool, strides, padding }) => [literal(pool), ...option("strides", strides, pool), ...option("padding", padding, "valid")],
  Dropout: ({ rate }) => [literal(rate)],
  Flatten: () => [],
  Dense: ({ units, activation }) => [literal(units), ...option("activation", activation, "linear")],
};

/** An argument by its name, left out where it is what Keras takes anyway. @param {string} name @param {unknown} value @param {unknown} usual */
function option(name, value, usual) {
  const isUsual = value === undefined || value === null || literal(value) === literal(usual);
  return isUsual ? [] : [`${name}=${literal(value)}`];
}

/** @param {unknown} value a text, a number or a list of them @returns {string} */
function literal(value) {
  if (Array.isArray(value)) return `(${value.map(literal).join(", ")})`;
  if (typeof value === "number") return String(Number(value.toPrecision(PRECISION)));
  return JSON.stringify(value); // Python reads every text of JSON as the same text.
}

/** @param {Words} words */
function loading(words) {
  return `
def load(path):
    # ${words.text("program.load.file")}
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])

    def tensor(name):
        entry = header[name]
        first, last = entry["data_offsets"]
        kind = {"F16": "<f2", "F32": "<f4"}[entry["dtype"]]
        values = np.frombuffer(data[start + first : start + last], kind)
        return values.reshape(entry["shape"]).astype("float32")

    temperature = json.loads(header["__metadata__"]["loupe"])["card"].get("temperature", 1)
    flattened = None
    for layer in model.layers:
        if isinstance(layer, layers.Flatten) and len(layer.input.shape) == 4:
            flattened = layer.input.shape[1:]
        if not layer.weights:
            continue
        kernel, bias = tensor(f"{layer.name}/kernel"), tensor(f"{layer.name}/bias")
        if kernel.ndim == 4:
            # ${words.text("program.load.kernel")}
            kernel = kernel.transpose(2, 3, 1, 0)
        elif flattened:
            # ${words.text("program.load.flatten")}
            rows, columns, channels = flattened
            maps = kernel.reshape(channels, rows * columns, -1)
            kernel, flattened = maps.swapaxes(0, 1).reshape(kernel.shape), None
        if layer is model.layers[-1]:
            # ${words.text("program.load.temperature")}
            kernel, bias = kernel / temperature, bias / temperature
        layer.set_weights([kernel, bias])


if WEIGHTS:
    load(WEIGHTS)`.split("\n");
}

/** @param {Exclude<Source, "none">} source @param {Model} model @param {Lesson} lesson @param {Words} words */
function data(source, model, lesson, words) {
  const comment = `# ${words.text(`program.data.${source}`)}`;
  if (source === "folder") return [comment, ...photos(model, lesson, words)];
  const { input: { height, width, channels }, labels } = model;
  // What the page, too, is checked on, so that its curve and this one can be compared.
  const validation = source === "mnist" ? "9000:10000" : "-2500:";
  return [
    comment,
    `(images, classes), (x_test, y_test) = keras.datasets.${source}.load_data()`,
    `x_train, y_train = images[:${lesson.samples}], classes[:${lesson.samples}]`,
    `x_val, y_val = images[${validation}], classes[${validation}]`,
    "",
    "",
    "def prepare(images):",
    `    return images.reshape(-1, ${height}, ${width}, ${channels}).astype("float32") / 255`,
    "",
    "",
    "x_train, x_val, x_test = prepare(x_train), prepare(x_val), prepare(x_test)",
    `# ${words.text("program.categorical")}`,
    "y_train, y_val, y_test = (",
    `    keras.utils.to_categorical(y, ${labels.length}) for y in (y_train, y_val, y_test)`,
    ")",
  ];
}

/** @param {Model} model @param {Lesson} lesson @param {Words} words */
function photos(model, { samples, batch, seed }, words) {
  const { input: { height, width, channels }, labels } = model;
  return [
    "options = {",
    `    "class_names": [${labels.map(literal).join(", ")}],`,
    `    "label_mode": ${literal(isBinary(model) ? "binary" : "categorical")},`,
    `    "color_mode": ${literal(COLOURS[channels])},`,
    `    "image_size": ${literal([height, width])},`,
    '    "interpolation": "area",',
    '    "batch_size": None,',
    "}",
    "photos = keras.utils.image_dataset_from_directory",
    `train, validation = photos("train", validation_split=0.1, subset="both", seed=${seed}, **options)`,
    'test = photos("test", shuffle=False, **options)',
    "",
    "",
    "def prepare(image, label):",
    "    return image / 255, label",
    "",
    "",
    `# ${words.text("program.cache")}`,
    `train = train.map(prepare).take(${samples}).cache().shuffle(${samples}).batch(${batch})`,
    `validation = validation.map(prepare).batch(${batch}).cache()`,
    `test = test.map(prepare).batch(${batch})`,
  ];
}

/** @param {Model} model */
function isBinary({ layers }) {
  return layers.at(-1)?.activation === "sigmoid";
}

/** @param {Source} source @param {Model} model @param {Lesson} lesson @param {Words} words */
function training(source, model, lesson, words) {
  const { start, epochs, batch, optimizer, learning_rate, augmentation, target, patience } = lesson;
  const learner = augmentation > 0 ? "learner" : "model";
  const rate = `learning_rate=${literal(learning_rate)}`;
  const method = optimizer === "adam" ? `Adam(${rate})` : `SGD(${rate}, momentum=0.9)`;
  const callbacks = [
    ...(target > 0 ? ["StopWhenRight()"] : []),
    ...(patience > 0 ? [`keras.callbacks.EarlyStopping(monitor="val_loss", patience=${patience})`] : []),
  ];
  const given = source === "folder" ? ["train", "validation_data=validation"] : ["x_train", "y_train", "validation_data=(x_val, y_val)", `batch_size=${batch}`];
  const tested = source === "folder" ? "test" : "x_test, y_test";
  return [
    ...(augmentation > 0 ? distortion(model, augmentation, words) : []),
    ...(target > 0 ? stopping(target, words) : []),
    ...(start === "last" ? frozen(words) : []),
    `# ${words.text("program.train")}`,
    `${learner}.compile(`,
    `    optimizer=keras.optimizers.${method},`,
    `    loss=${literal(isBinary(model) ? "binary_crossentropy" : "categorical_crossentropy")},`,
    '    metrics=["accuracy"],',
    ")",
    `${learner}.fit(`,
    ...[...given, `epochs=${epochs}`, ...(callbacks.length > 0 ? [`callbacks=[${callbacks.join(", ")}]`] : [])].map((argument) => `    ${argument},`),
    ")",
    "",
    `# ${words.text("program.test")}`,
    `loss, accuracy = ${learner}.evaluate(${tested})`,
    'print(f"accuracy: {accuracy:.4f} - loss: {loss:.4f}")',
  ];
}

/** @param {Model} model @param {number} strength @param {Words} words */
function distortion(model, strength, words) {
  const isDrawing = model.input.channels === 1;
  const { rotation, zoom, shift, fill } = isDrawing ? DISTORTIONS.drawings : DISTORTIONS.photos;
  const random = (/** @type {string} */ kind, /** @type {number[]} */ ...limits) =>
    `        layers.Random${kind}(${limits.map((limit) => literal(Number((limit * strength).toFixed(4)))).join(", ")}, fill_mode=${literal(fill)}),`;
  return [
    `# ${words.text("program.distort")}`,
    "learner = keras.Sequential(",
    "    [",
    `        ${inputOf(model)},`,
    ...(isDrawing ? [] : ['        layers.RandomFlip("horizontal"),']),
    random("Rotation", rotation),
    random("Zoom", zoom),
    random("Translation", shift, shift),
    "        model,",
    "    ]",
    ")",
    "",
  ];
}

/** @param {Words} words */
function frozen(words) {
  return [`# ${words.text("program.frozen")}`, "for layer in model.layers:", "    layer.trainable = isinstance(layer, layers.Dense)", ""];
}

/** @param {number} target @param {Words} words */
function stopping(target, words) {
  return [
    "",
    `# ${words.text("program.stop")}`,
    "class StopWhenRight(keras.callbacks.Callback):",
    "    def on_epoch_end(self, epoch, logs=None):",
    `        if logs["val_accuracy"] >= ${literal(target)}:`,
    "            self.model.stop_training = True",
    "",
    "",
  ];
}

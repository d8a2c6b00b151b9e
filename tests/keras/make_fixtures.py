#!/usr/bin/env python3
"""Makes the answers that Loupe's arithmetic is compared with, with Keras.

    python3 -m pip install tensorflow-cpu safetensors
    python3 tests/keras/make_fixtures.py

writes tests/keras/*.safetensors and crates/train/src/self_test.safetensors. Each file holds a
network (in Loupe's words, as metadata), an input, labels, the weights, what every layer answers,
the loss, its gradients, and what three Adam steps change: all as Keras orders them, rows before
columns before channels. Dropout masks come from Loupe (`cargo run --example dropout_masks`),
since Keras' generator is another one; everything that is computed with them is Keras'.
"""

import json
import os
import pathlib
import subprocess

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from safetensors.numpy import save_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = 7


def conv(filters, kernel=(3, 3), strides=(1, 1), padding="same", activation="relu"):
    return {"class": "Conv2D", "filters": filters, "kernel_size": list(kernel),
            "strides": list(strides), "padding": padding, "activation": activation}


def pool(size=(2, 2), strides=None, padding="valid"):
    layer = {"class": "MaxPooling2D", "pool_size": list(size), "padding": padding}
    return layer | ({"strides": list(strides)} if strides else {})


def dense(units, activation):
    return {"class": "Dense", "units": units, "activation": activation}


FLATTEN = {"class": "Flatten"}

CASES = {
    # name: (height, width, channels), layers, batch
    "digits_small": ((9, 7, 1), [conv(4), conv(3), FLATTEN, dense(10, "softmax")], 5),
    "one_sample": ((11, 13, 3), [conv(5), pool(), conv(6), FLATTEN, dense(4, "softmax")], 1),
    "odd_pooling": ((15, 9, 2), [conv(4), pool(), conv(3), pool((3, 2)), FLATTEN,
                                 dense(3, "softmax")], 5),
    "valid_strides": ((12, 17, 3), [conv(4, (5, 3), (2, 3), "valid"), FLATTEN,
                                    dense(7, "relu"), dense(5, "softmax")], 5),
    "same_strides": ((10, 13, 2), [conv(3, (4, 2), (3, 2), "same", "sigmoid"),
                                   pool((2, 2), (1, 1), "same"), FLATTEN, dense(3, "softmax")], 5),
    "even_kernel": ((8, 8, 1), [conv(3, (2, 4), (1, 1), "same", "linear"), FLATTEN,
                                dense(2, "softmax")], 5),
    "binary": ((16, 16, 3), [conv(4), pool(), {"class": "Dropout", "rate": 0.5}, FLATTEN,
                             dense(6, "relu"), dense(1, "sigmoid")], 5),
    "wide": ((5, 5, 17), [conv(19), conv(33), FLATTEN, dense(10, "softmax")], 1),
}


def keras_layer(layer, mask):
    options = {key: value for key, value in layer.items() if key != "class"}
    if layer["class"] == "Dropout":
        return keras.layers.Lambda(lambda values: values * mask)
    return getattr(keras.layers, layer["class"])(**options)


def dropout_mask(index, rate, shape):
    """Loupe's mask of the layer: channels first there, channels last here."""
    samples, height, width, channels = shape
    numbers = [SEED, 0, index, rate, height * width * channels, samples]
    printed = subprocess.run(
        ["cargo", "run", "--quiet", "--example", "dropout_masks", "--", *map(str, numbers)],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    mask = np.array(json.loads(printed), dtype=np.float32)
    return mask.reshape(samples, channels, height, width).transpose(0, 2, 3, 1)


def make(name, size, layers, batch, path):
    random = np.random.default_rng([SEED, *map(ord, name)])
    inputs = keras.Input(size)
    outputs, values = [], inputs
    for index, layer in enumerate(layers):
        mask = None
        if layer["class"] == "Dropout":
            mask = dropout_mask(index, layer["rate"], (batch, *values.shape[1:]))
        values = keras_layer(layer, mask)(values)
        outputs.append(values)
    model = keras.Model(inputs, outputs)
    model.set_weights([random.normal(0, 0.4, weight.shape).astype(np.float32)
                       for weight in model.get_weights()])
    sample = random.uniform(0, 1, (batch, *size)).astype(np.float32)
    units = layers[-1]["units"]
    labels = random.integers(0, max(units, 2), batch)
    tensors = {"input": sample, "labels": labels.astype(np.float32)}
    for number, weight in enumerate(model.get_weights()):
        tensors[f"weight/{number}"] = weight

    with tf.GradientTape() as tape:
        answers = model(sample, training=True)
        if units == 1:
            loss = keras.losses.BinaryCrossentropy()(labels.reshape(-1, 1), answers[-1])
        else:
            loss = keras.losses.SparseCategoricalCrossentropy()(labels, answers[-1])
    gradients = tape.gradient(loss, model.trainable_weights)
    for number, answer in enumerate(answers):
        tensors[f"output/{number}"] = answer.numpy()
    tensors["loss"] = np.array([loss.numpy()], dtype=np.float32)
    for number, gradient in enumerate(gradients):
        tensors[f"gradient/{number}"] = gradient.numpy()
    # Keras' defaults: step size 1e-3, betas 0.9 and 0.999, epsilon 1e-7. Several steps with unlike
    # gradients, or the bias correction hides the betas; from 0, or rounding hides the steps.
    adam = keras.optimizers.Adam()
    changed = [keras.Variable(np.zeros(gradient.shape, np.float32)) for gradient in gradients]
    for factor in (1.0, -0.5, 2.0):
        adam.apply([gradient * factor for gradient in gradients], changed)
    for number, change in enumerate(changed):
        tensors[f"changed/{number}"] = change.numpy()

    height, width, channels = size
    spec = {"name": name, "input": {"height": height, "width": width, "channels": channels},
            "layers": layers}
    contiguous = {key: np.ascontiguousarray(value, dtype=np.float32)
                  for key, value in tensors.items()}
    save_file(contiguous, path, metadata={"loupe": json.dumps(spec)})


def main():
    for name, (size, layers, batch) in CASES.items():
        make(name, size, layers, batch, ROOT / "tests" / "keras" / f"{name}.safetensors")
    layers = [conv(3), pool(), {"class": "Dropout", "rate": 0.25}, FLATTEN, dense(3, "softmax")]
    make("self_test", (8, 6, 2), layers, 4, ROOT / "crates" / "train" / "src" / "self_test.safetensors")


if __name__ == "__main__":
    main()

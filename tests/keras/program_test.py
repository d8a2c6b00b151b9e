"""Runs the Keras programs that the page offers, as a visitor would, and compares them with Loupe.

    python3 tests/keras/program_test.py FOLDER

FOLDER holds what the example `answers` and `programs.mjs` wrote: weights files, Loupe's answers and
programs. The sets that a program would fetch or read are replaced by small ones of random numbers.
"""

import contextlib
import inspect
import io
import os
import pathlib
import sys
import unittest
from unittest import mock

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
from safetensors.numpy import load_file

TOLERANCE = 1e-5
RANDOM = np.random.default_rng(5)
READ_FOLDER = keras.utils.image_dataset_from_directory


def fetched(size):
    """A set as Keras fetches it, with as many training pictures as a program may look up."""

    def load_data():
        return tuple(
            (RANDOM.integers(0, 256, (count, *size), np.uint8), RANDOM.integers(0, 10, count))
            for count in (10_000, 20)
        )

    return load_data


class Photos(keras.utils.PyDataset):
    """As much of TensorFlow's datasets as a program uses."""

    def __init__(self, pairs, size=1):
        super().__init__()
        self.pairs, self.size = pairs, size

    def map(self, change):
        return Photos([change(*pair) for pair in self.pairs], self.size)

    def take(self, count):
        return Photos(self.pairs[:count], self.size)

    def cache(self):
        return self

    def shuffle(self, count):
        assert count >= len(self.pairs), "not all are shuffled"
        return self

    def batch(self, size):
        return Photos(self.pairs, size)

    def __len__(self):
        return -(-len(self.pairs) // self.size)

    def __getitem__(self, index):
        batch = self.pairs[index * self.size : (index + 1) * self.size]
        return tuple(np.stack(part) for part in zip(*batch))


def read_folder(*positional, **named):
    """Random photos where Keras would read a folder, if it would take these very arguments."""
    chosen = inspect.signature(READ_FOLDER).bind(*positional, **named).arguments
    classes = len(chosen["class_names"])
    channels = {"grayscale": 1, "rgb": 3, "rgba": 4}[chosen["color_mode"]]
    shape = (12, *chosen["image_size"], channels)
    images = RANDOM.uniform(0, 255, shape).astype("float32")
    numbers = RANDOM.integers(0, classes, len(images))
    binary = chosen["label_mode"] == "binary"
    labels = numbers[:, None] if binary else np.eye(classes)[numbers]
    photos = Photos(list(zip(images, labels.astype("float32"))))
    return (photos, photos) if chosen.get("subset") == "both" else photos


def run(program):
    """All that a program knows at its end."""
    with (
        mock.patch.object(keras.datasets.mnist, "load_data", fetched((28, 28))),
        mock.patch.object(keras.datasets.cifar10, "load_data", fetched((32, 32, 3))),
        mock.patch.object(keras.utils, "image_dataset_from_directory", read_folder),
        # Summaries and progress bars are for whoever trains.
        contextlib.redirect_stdout(io.StringIO()),
    ):
        known = {"__name__": "__main__"}
        exec(compile(program.read_text(encoding="utf-8"), program.name, "exec"), known)
    return known


def channels_last(values):
    """From Loupe's order to Keras', for maps; rows of numbers stay as they are."""
    return np.moveaxis(values, 0, -1)


class Programs(unittest.TestCase):
    def test_loupe_and_keras_answer_alike(self):
        programs = sorted(pathlib.Path().glob("*.answers.py"))
        self.assertGreater(len(programs), 9)
        for program in programs:
            with self.subTest(program.name):
                model = run(program)["model"]
                answers = load_file(program.with_suffix(".safetensors"))
                pictures = np.stack([channels_last(picture) for picture in answers["pictures"]])
                inside = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
                found = [np.asarray(values) for values in inside(pictures)]
                worst = 0
                for index, layer in enumerate(model.layers):
                    # What was flattened has another order in Loupe, until a layer weighs it.
                    if len(layer.output.shape) == 2 and not layer.weights:
                        continue
                    for number in range(len(pictures)):
                        expected = channels_last(answers[f"{number}/{index}"])
                        largest = 1 if layer is model.layers[-1] else np.abs(expected).max()
                        error = np.abs(found[index][number] - expected).max() / largest
                        self.assertLess(error, TOLERANCE, f"{layer.name}, picture {number}")
                        worst = max(worst, error)
                print(f"{program.stem}: largest difference {worst:.1e}")

    def test_the_programs_train(self):
        programs = sorted(pathlib.Path().glob("*.training.py"))
        self.assertEqual(len(programs), 2)
        for program in programs:
            with self.subTest(program.name):
                known = run(program)
                self.assertTrue(np.isfinite(known["loss"]))
                # The accuracy that it was to stop at is less than that of any guess.
                self.assertEqual(known["learner"].history.epoch, [0])


if __name__ == "__main__":
    os.chdir(sys.argv.pop(1))
    unittest.main()

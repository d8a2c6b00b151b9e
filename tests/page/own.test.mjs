// Own classes as values, and the bytes that the engine gets of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Collection, isCollection, isEnough, total } from "../../web/collection.js";
import { packedSet, printOf } from "../../web/packed.js";
import { learned } from "../../web/sets.js";

const names = ({ classes }) => classes.map(({ name }) => name);
const pixels = ({ classes }) => classes.map(({ samples }) => samples.map((sample) => sample.pixels[0]));

test("names are plain, short, unlike each other, and never empty", () => {
  const collection = new Collection();
  collection.grow("  two\n words\u202e ");
  collection.grow("two words");
  collection.grow("é".repeat(50));
  assert.deepEqual(names(collection), ["two words", "two words 2", "é".repeat(24)]);
  collection.rename(0, " \t");
  collection.rename(2, "two words");
  assert.deepEqual(names(collection), ["two words", "two words 2", "two words 3"]);
  for (let index = 0; index < 20; index++) collection.grow(`class ${index}`);
  assert.equal(collection.classes.length, 10);
});

test("samples are moved and removed, and undo takes every step back", () => {
  const collection = new Collection();
  collection.grow("a");
  collection.grow("b");
  for (const value of [1, 2, 3]) collection.add(0, Uint8Array.of(value));
  const [first, second] = collection.classes[0].samples.map(({ id }) => id);
  collection.move(second, 1);
  assert.deepEqual(pixels(collection), [[1, 3], [2]]);
  collection.remove(first);
  collection.drop(1);
  assert.deepEqual(pixels(collection), [[3]]);
  collection.undo();
  collection.undo();
  collection.undo();
  assert.deepEqual(pixels(collection), [[1, 2, 3], []]);
  // What is not there changes nothing, and is no step.
  const before = collection.classes;
  collection.move("nobody", 1);
  collection.move(first, 7);
  collection.remove("nobody");
  assert.equal(collection.add(9, Uint8Array.of(1)), false);
  assert.equal(collection.classes, before);
  // Several that came together go together.
  collection.add(1, Uint8Array.of(7));
  collection.add(1, Uint8Array.of(8), false);
  collection.undo();
  assert.deepEqual(pixels(collection), [[1, 2, 3], []]);
  assert.ok(isCollection(collection.classes, 1));
  assert.ok(!isCollection(collection.classes, 2));
});

test("five of each of two classes are enough, and up to a fifth of each judges", () => {
  const classes = (...counts) => counts.map((count, index) => ({ name: `${index}`, samples: Array.from({ length: count }, (_, id) => ({ id: `${id}`, pixels: new Uint8Array(1) })) }));
  assert.ok(isEnough(classes(5, 5)));
  assert.ok(!isEnough(classes(5, 4)) && !isEnough(classes(50)));
  assert.equal(total(classes(5, 4)), 9);
  // As `Packed::learned` has it.
  assert.equal(learned(classes(5, 10, 11, 4)), 4 + 9 + 9 + 4);
});

test("the bytes are those that the engine reads", () => {
  const sample = (id, ...values) => ({ id, pixels: Uint8Array.from(values) });
  const classes = [{ name: "a", samples: [sample("x", 7, 6)] }, { name: "é", samples: [sample("y", 9, 8)] }];
  const bytes = packedSet(classes, { channels: 1, height: 1, width: 2 });
  const numbers = [1, 1, 1, 2, 2, 2, 0, 1].flatMap((number) => [number, 0, 0, 0]);
  // The set of the test of `crates/data/tests/packed.rs`, class after class.
  assert.deepEqual([...bytes], [...Buffer.from("LOUPESET"), ...numbers, ...Buffer.from("a"), 2, 0, 0, 0, ...Buffer.from("é"), 0, 1, 7, 6, 9, 8]);
  const other = bytes.slice();
  other[other.length - 1] ^= 1;
  assert.notEqual(printOf(bytes), printOf(other));
  assert.equal(printOf(bytes), printOf(bytes.slice()));
});

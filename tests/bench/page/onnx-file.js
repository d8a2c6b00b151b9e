// Writes a network with random weights as an ONNX file (github.com/onnx/onnx, onnx.proto; protobuf by hand, for there
// are only a few kinds of field).
import { pictures } from "./networks.js";

const FLOAT = 1;

/** @returns {Uint8Array} the file */
export function encode({ input: [height, width, channels], layers }) {
  const nodes = [];
  const tensors = [];
  let size = [channels, height, width];
  let from = "input";
  const add = (operator, inputs, attributes = []) => {
    const to = `value-${nodes.length}`;
    nodes.push(
      field(1, bytes(...[from, ...inputs].map((name) => field(1, name)), field(2, to), field(4, operator), ...attributes.map((attribute) => field(5, attribute)))),
    );
    from = to;
  };
  const weights = (dimensions) => {
    const name = `weights-${tensors.length}`;
    const count = dimensions.reduce((product, side) => product * side);
    const values = pictures([count, 1, 1], 1).map((value) => (value - 0.5) / Math.sqrt(count / dimensions[0]));
    tensors.push(field(5, bytes(...dimensions.map((side) => field(1, side)), field(2, FLOAT), field(8, name), field(9, new Uint8Array(values.buffer)))));
    return name;
  };
  for (const layer of layers) {
    if (layer.kind === "conv") {
      add("Conv", [weights([layer.filters, size[0], 3, 3]), weights([layer.filters])], [integers("pads", [1, 1, 1, 1]), integers("kernel_shape", [3, 3])]);
      add("Relu", []);
      size = [layer.filters, size[1], size[2]];
    } else if (layer.kind === "pool") {
      add("MaxPool", [], [integers("kernel_shape", [2, 2]), integers("strides", [2, 2])]);
      size = [size[0], size[1] / 2, size[2] / 2];
    } else if (layer.kind === "flatten") {
      add("Flatten", []);
      size = [size[0] * size[1] * size[2]];
    } else if (layer.kind === "dense") {
      add("Gemm", [weights([size[0], layer.units]), weights([layer.units])]);
      add({ softmax: "Softmax", sigmoid: "Sigmoid", relu: "Relu" }[layer.activation], []);
      size = [layer.units];
    }
  }
  nodes.push(field(1, bytes(field(1, from), field(2, "output"), field(4, "Identity"))));
  const graph = bytes(
    ...nodes,
    field(2, "network"),
    ...tensors,
    field(11, value("input", ["count", channels, height, width])),
    field(12, value("output", ["count", ...size])),
  );
  return bytes(field(1, 8), field(7, graph), field(8, bytes(field(1, ""), field(2, 13))));
}

function value(name, dimensions) {
  const sides = dimensions.map((side) => field(1, typeof side === "number" ? bytes(field(1, side)) : bytes(field(2, side))));
  const tensor = bytes(field(1, FLOAT), field(2, bytes(...sides)));
  return bytes(field(1, name), field(2, bytes(field(1, tensor))));
}

function integers(name, values) {
  const INTS = 7;
  return bytes(field(1, name), ...values.map((number) => field(8, number)), field(20, INTS));
}

/** One field of a message: a number, a text, or bytes that are written already. */
function field(number, content) {
  if (typeof content === "number") return bytes(varint(number << 3), varint(content));
  const written = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return bytes(varint((number << 3) | 2), varint(written.length), written);
}

function varint(number) {
  const digits = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...digits, rest]);
    digits.push((rest % 128) | 128);
  }
}

function bytes(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

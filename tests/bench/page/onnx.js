// ONNX Runtime on wasm, one thread. Its builds since 1.20 cannot train at all.
import { encode } from "./onnx-file.js";

const PLACE = "/node_modules/onnxruntime-web/dist/";

export async function open(network) {
  const ort = await import(`${PLACE}ort.wasm.min.mjs`);
  Object.assign(ort.env.wasm, { wasmPaths: PLACE, numThreads: 1 });
  ort.env.logLevel = "error";
  const session = await ort.InferenceSession.create(encode(network), {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
  });
  const [height, width, channels] = network.input;
  return {
    async predict(pictures, count) {
      const answers = await session.run({ input: new ort.Tensor("float32", pictures, [count, channels, height, width]) });
      return answers.output.data;
    },
  };
}

// TensorFlow.js on wasm, one thread. It cannot train a convolution there: its wasm kernels have no way back.
const PLACE = "/node_modules/@tensorflow";

export async function open({ input, layers, parameters }) {
  await script(`${PLACE}/tfjs/dist/tf.min.js`);
  await script(`${PLACE}/tfjs-backend-wasm/dist/tf-backend-wasm.min.js`);
  const { tf } = globalThis;
  tf.wasm.setWasmPaths(`${PLACE}/tfjs-backend-wasm/dist/`);
  tf.wasm.setThreadsCount(1);
  await tf.setBackend("wasm");
  const model = tf.sequential({ layers: layers.map((layer, index) => build(tf, layer, index === 0 ? input : undefined)) });
  if (model.countParams() !== parameters) throw new Error(`${model.countParams()} parameters`);
  return {
    async predict(pictures, count) {
      const answers = tf.tidy(() => model.predict(tf.tensor(pictures, [count, ...input]), { batchSize: count }));
      const values = await answers.data();
      answers.dispose();
      return values;
    },
  };
}

function build(tf, { kind, filters, units, activation }, inputShape) {
  const first = inputShape ? { inputShape } : {};
  switch (kind) {
    case "conv":
      return tf.layers.conv2d({ ...first, filters, kernelSize: 3, padding: "same", activation: "relu" });
    case "pool":
      return tf.layers.maxPooling2d({ poolSize: 2 });
    case "dropout":
      return tf.layers.dropout({ rate: 0.5 });
    case "flatten":
      return tf.layers.flatten();
    default:
      return tf.layers.dense({ units, activation });
  }
}

function script(src) {
  return new Promise((loaded, failed) => {
    const element = Object.assign(document.createElement("script"), { src, onload: loaded, onerror: failed });
    document.head.append(element);
  });
}

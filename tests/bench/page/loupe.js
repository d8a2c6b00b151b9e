// Loupe itself: the same crates as in the page, called in the thread that holds the wasm.
export async function open({ name }, { backend }) {
  const { default: start, Bench } = await import(`/loupe/${backend}/bench.js`);
  await start();
  const bench = await Bench.open(backend, name);
  return { predict: (pictures) => bench.predict(pictures), train: () => bench.train_step() };
}

// A network as the page's engine describes it, made from its spec: what the Keras program is written from.

/** The settings that the page knows by another name. */
const RENAMED = { class: "kind", kernel_size: "kernel", pool_size: "pool" };

export function described({ name, input, layers }, labels) {
  const renamed = (layer) => Object.fromEntries(Object.entries(layer).map(([key, value]) => [RENAMED[key] ?? key, value]));
  return { name, input, labels, layers: layers.map(renamed) };
}

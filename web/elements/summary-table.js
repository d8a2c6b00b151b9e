/** A network's `model.summary()`, in Keras' own words and numbers, as a table. */
import { h } from "./dom.js";

/** @import { Model } from "../types.js" */

const BYTES_PER_PARAMETER = 4;
const UNITS = ["B", "KB", "MB", "GB"];

/** @param {number} count */
const thousands = (count) => count.toLocaleString("en");

/** A count of parameters, and their memory. @param {number} parameters */
function total(parameters) {
  let size = parameters * BYTES_PER_PARAMETER;
  let unit = 0;
  for (; size >= 1024; unit += 1) size /= 1024;
  return `${thousands(parameters)} (${size.toFixed(2)} ${UNITS[unit]})`;
}

/** @param {Model} model */
export function summaryTable({ name, parameters, layers }) {
  const sums = Object.entries({ "Total params": parameters, "Trainable params": parameters, "Non-trainable params": 0 });
  return h(
    "table",
    { class: "keras-summary", lang: "en" },
    h("caption", {}, `Model: "${name}"`),
    h("thead", {}, h("tr", {}, ...["Layer (type)", "Output Shape", "Param #"].map((column) => h("th", { scope: "col" }, column)))),
    h(
      "tbody",
      {},
      ...layers.map((layer) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, `${layer.name} (${layer.kind})`),
          h("td", {}, `(${["None", ...layer.shape].join(", ")})`),
          h("td", {}, thousands(layer.parameters)),
        ),
      ),
    ),
    h("tfoot", {}, ...sums.map(([what, count]) => h("tr", {}, h("th", { scope: "row", colspan: 2 }, what), h("td", {}, total(count))))),
  );
}

/** Where the layers stand: pure arithmetic on the model's descriptor and the room there is. */

/** @typedef {import("../types.js").Model} Model */
/** @typedef {"maps" | "strip" | "units"} Form */
/**
 * One layer's place. Sizes in CSS pixels.
 * @typedef {object} Column
 * @property {number} layer -1 is the input
 * @property {Form} form
 * @property {number} count of cells that have a place: maps, units, or the one strip
 * @property {number} columns of cells
 * @property {number} rows of cells
 * @property {number} cellWidth
 * @property {number} cellHeight
 * @property {number} pitchX from one cell to the next
 * @property {number} pitchY
 * @property {number} size of one value in a strip
 * @property {number} left of the column
 * @property {number} width of the column
 * @property {number} gridWidth
 * @property {number} gridHeight
 */

export const GAP = 4;
/** Room beneath a map for its number. */
export const LABEL = 18;
/** Beyond this many, single units cannot be told apart and a vector is drawn as a strip. */
const MAX_UNITS = 64;
const MAX_UNIT = 30;
const UNIT_PITCH = 46;
const UNIT_ROOM = 70;
const STRIP_WIDTH = 26;
const RIBBON_VALUE = 3;
/** A strip may be this much shorter than its room if it then ends with a full row. */
const SHORTEST_STRIP = 0.65;
const TILES = [84, 70, 56, 49, 42, 36, 32, 28, 24];
const INPUT_ENLARGEMENT = 1.5;
const MIN_JOIN = 28;
const HEADING_WIDTH = 92;
/** Of a deep network only some maps of each layer have a place: of this size, in one column. */
const EXCERPT_TILES = { largest: 64, smallest: 34 };
const EXCERPT_JOIN = 14;
const EXCERPT_HEADING = 50;
/** Room beneath an excerpt, where it says how many maps it leaves out. */
export const MORE = 26;
/** Room for a letter of a class beside its unit. */
const LETTER = 7;

/**
 * What a layer looks like: told from its shape, never from its name.
 * @param {{shape: number[]}} layer
 * @returns {Form}
 */
export function formOf({ shape }) {
  if (shape.length === 3) return "maps";
  return shape[0] <= MAX_UNITS ? "units" : "strip";
}

/** The input as a layer before the first. @param {Model} model */
export function inputLayer({ input }) {
  const { height, width, channels } = input;
  return { shape: [height, width, channels], maps: channels, map_height: height, map_width: width };
}

/** @param {Model} model @param {number} layer -1 is the input */
export function layerAt(model, layer) {
  return layer < 0 ? inputLayer(model) : model.layers[layer];
}

/** @param {number} layer @param {Form} form @param {number} count @param {number} columns @param {Partial<Column>} sizes @returns {Column} */
function grid(layer, form, count, columns, sizes) {
  const { cellWidth = 0, cellHeight = 0, pitchX = cellWidth, pitchY = cellHeight, size = 1 } = sizes;
  const rows = Math.ceil(count / columns);
  const gridWidth = (columns - 1) * pitchX + cellWidth;
  const gridHeight = form === "maps" ? rows * pitchY : (rows - 1) * pitchY + cellHeight;
  const place = { layer, form, count, columns, rows, cellWidth, cellHeight, pitchX, pitchY, size, gridWidth, gridHeight };
  return { ...place, left: 0, width: gridWidth };
}

/** @param {number} layer @param {number} maps @param {number} tile @param {number} columns */
function mapGrid(layer, maps, tile, columns) {
  return grid(layer, "maps", maps, Math.min(maps, columns), {
    cellWidth: tile,
    cellHeight: tile,
    pitchX: tile + GAP,
    pitchY: tile + LABEL + GAP,
  });
}

/** The most rows that fit and leave no hole at the end of the strip, if there is such a number. @param {number} length @param {number} most */
function evenRows(length, most) {
  for (let rows = most; rows >= SHORTEST_STRIP * most; rows--) if (length % rows === 0) return rows;
  return most;
}

/** The fewest columns for so many rows, full to the last row unless that would take far more. @param {number} maps @param {number} rows */
function evenColumns(maps, rows) {
  const fewest = Math.ceil(maps / rows);
  for (let columns = fewest; columns <= 2 * fewest; columns++) if (maps % columns === 0) return columns;
  return fewest;
}

/** A layer as an upright column. @param {Model} model @param {number} layer @param {number} tile @param {number} height */
function upright(model, layer, tile, height) {
  const { shape, maps } = layerAt(model, layer);
  const form = formOf({ shape });
  const [length] = shape;
  if (form === "strip") {
    const size = Math.max(1, Math.floor(Math.sqrt((STRIP_WIDTH * height) / length)));
    const rows = evenRows(length, Math.min(length, Math.floor(height / size)));
    return grid(layer, form, 1, 1, { cellWidth: Math.ceil(length / rows) * size, cellHeight: rows * size, size });
  }
  if (form === "units") {
    const pitch = Math.min(UNIT_PITCH, Math.floor(height / length));
    const side = Math.min(MAX_UNIT, pitch - GAP);
    return grid(layer, form, length, 1, { cellWidth: side, cellHeight: side, pitchY: pitch });
  }
  const side = layer < 0 ? Math.round(tile * INPUT_ENLARGEMENT) : tile;
  return mapGrid(layer, maps, side, evenColumns(maps, Math.max(1, Math.floor(height / (side + LABEL + GAP)))));
}

/**
 * The whole chain side by side: the largest maps for which it still fits.
 * @param {Model} model
 * @param {number} width
 * @param {number} height of the tallest grid
 * @returns {Column[]}
 */
export function arrangeChain(model, width, height) {
  const layers = [-1, ...model.layers.keys()];
  const joins = layers.length - 1;
  let columns = /** @type {Column[]} */ ([]);
  let free = 0;
  let overhang = 0;
  for (const tile of TILES) {
    columns = layers.map((layer) => upright(model, layer, tile, height));
    // Headings are wider than narrow columns: between two they use the curves' room, at the ends they need their own.
    const [first, last] = [columns[0], columns[joins]].map(({ gridWidth }) => Math.max(0, (HEADING_WIDTH - gridWidth) / 2));
    overhang = first;
    free = width - first - last - columns.reduce((sum, column) => sum + column.gridWidth, 0);
    if (free >= MIN_JOIN * joins) break;
  }
  if (free < MIN_JOIN * joins) return excerpts(model, width, height - MORE);
  const join = Math.max(MIN_JOIN, free / joins);
  let left = overhang;
  for (const column of columns) {
    column.left = Math.round(left);
    left += column.gridWidth + join;
  }
  return columns;
}

/** The chain of a network that is too deep to be shown whole: some maps of each layer. @param {Model} model @param {number} width @param {number} height */
function excerpts(model, width, height) {
  const layers = [-1, ...model.layers.keys()];
  const isMaps = (/** @type {number} */ layer) => formOf(layerAt(model, layer)) === "maps";
  const widest = (/** @type {Column} */ column) => ({ ...column, width: Math.max(column.gridWidth, EXCERPT_HEADING) });
  const vectors = layers.filter((layer) => !isMaps(layer)).map((layer) => widest(upright(model, layer, 0, height)));
  const words = Math.max(...model.labels.map((label) => label.length)) * LETTER;
  const fixed = vectors.reduce((sum, { width: each }) => sum + each, words + EXCERPT_JOIN * (layers.length - 1));
  const { largest, smallest } = EXCERPT_TILES;
  const tile = Math.min(largest, Math.max(smallest, Math.floor((width - fixed) / (layers.length - vectors.length))));
  const most = Math.max(1, Math.floor(height / (tile + LABEL + GAP)));
  const columns = layers.map((layer) =>
    isMaps(layer)
      ? widest(mapGrid(layer, Math.min(layerAt(model, layer).maps, most), tile, 1))
      : /** @type {Column} */ (vectors.shift()),
  );
  const free = width - words - columns.reduce((sum, { width: each }) => sum + each, 0);
  const join = Math.max(EXCERPT_JOIN / 2, free / (layers.length - 1));
  let left = 0;
  for (const column of columns) {
    column.left = Math.round(left);
    left += column.width + join;
  }
  return columns;
}

/**
 * One layer alone, as wide as the page: for small screens, and for sheets.
 * @param {Model} model
 * @param {number} layer
 * @param {number} width
 * @param {number} tile wanted size of a map
 * @returns {Column}
 */
export function arrangeLayer(model, layer, width, tile) {
  const { shape, maps } = layerAt(model, layer);
  const form = formOf({ shape });
  const [length] = shape;
  if (form === "strip") {
    let rows = Math.ceil((length * RIBBON_VALUE) / width);
    while (length % rows !== 0 && rows < length) rows++;
    const cellWidth = Math.ceil(length / rows) * RIBBON_VALUE;
    return grid(layer, form, 1, 1, { cellWidth, cellHeight: rows * RIBBON_VALUE, size: RIBBON_VALUE });
  }
  if (form === "units") {
    const columns = Math.min(length, Math.max(1, Math.floor(width / UNIT_ROOM)));
    const sizes = { cellWidth: MAX_UNIT, cellHeight: MAX_UNIT, pitchX: UNIT_ROOM, pitchY: UNIT_PITCH };
    return grid(layer, form, length, columns, sizes);
  }
  const rows = Math.ceil(maps / Math.max(1, Math.floor((width + GAP) / (tile + GAP))));
  return mapGrid(layer, maps, tile, Math.ceil(maps / rows));
}

/** The middle of a row of cells, from the grid's top. @param {Column} column @param {number} row */
export function rowMiddle(column, row) {
  return row * column.pitchY + column.cellHeight / 2;
}

/**
 * A vector folded into a picture that is about square.
 * @param {number} length
 */
export function fold(length) {
  const width = length <= MAX_UNITS ? length : Math.ceil(Math.sqrt(length));
  return { width, height: Math.ceil(length / width) };
}

/** The thin curves between neighbours of the chain: what feeds what. */
import { svg } from "./dom.js";
import { rowMiddle } from "./arrange.js";

/** @typedef {import("../types.js").Spot} Spot */
/** @typedef {import("./arrange.js").Column} Column */

const AIR = 3;
/** A strip has no rows of its own: this many curves leave it. */
const STRIP_ENDS = 9;

export class Curves {
  #every = svg("path", { class: "curve" });
  #chosen = svg("path", { class: "curve chosen" });
  element = svg("svg", { class: "curves", "aria-hidden": "true" }, this.#every, this.#chosen);
  /** @type {Column[]} */
  #columns = [];
  #height = 0;
  #top = 0;

  /**
   * @param {Column[]} columns
   * @param {number} top of the grids
   * @param {number} height of the tallest grid; the others stand in its middle
   */
  arrange(columns, top, height) {
    this.#columns = columns;
    this.#top = top;
    this.#height = height;
    let path = "";
    for (let index = 1; index < columns.length; index++) {
      const [from, to] = [columns[index - 1], columns[index]];
      const starts = this.#ends(from, to.form === "strip" ? from.rows : STRIP_ENDS);
      const ends = this.#ends(to, from.rows);
      for (const [row, start] of starts.entries()) {
        const reached = to.form === "strip" ? [ends[row]] : ends;
        for (const end of reached) path += this.#curve(from, to, start, end);
      }
    }
    this.#every.setAttribute("d", path);
  }

  /** Darkens the curves to and from one cell. @param {Spot} spot */
  mark(spot) {
    const index = this.#columns.findIndex((column) => column.layer === spot.layer);
    const column = this.#columns[index];
    if (!column || column.form === "strip") return this.#chosen.setAttribute("d", "");
    const cell = column.form === "maps" ? spot.map : spot.x;
    if (cell >= column.count) return this.#chosen.setAttribute("d", "");
    const row = Math.floor(cell / column.columns);
    const y = this.#gridTop(column) + rowMiddle(column, row);
    let path = "";
    const before = this.#columns[index - 1];
    if (before) {
      const left = this.#gridLeft(column);
      for (const start of this.#ends(before, STRIP_ENDS)) path += this.#curve(before, column, start, y);
      path += `M${left - AIR} ${y}H${left + (cell % column.columns) * column.pitchX}`;
    }
    const after = this.#columns[index + 1];
    if (after) {
      const right = this.#gridLeft(column) + column.gridWidth;
      const ends = this.#ends(after, column.rows);
      for (const end of after.form === "strip" ? [ends[row]] : ends) path += this.#curve(column, after, y, end);
      path += `M${right + AIR} ${y}H${this.#gridLeft(column) + (cell % column.columns) * column.pitchX + column.cellWidth}`;
    }
    this.#chosen.setAttribute("d", path);
  }

  /** @param {Column} column */
  #gridLeft(column) {
    return column.left + (column.width - column.gridWidth) / 2;
  }

  /** @param {Column} column */
  #gridTop(column) {
    return this.#top + (this.#height - column.gridHeight) / 2;
  }

  /** Heights at which curves touch a column. @param {Column} column @param {number} stripEnds */
  #ends(column, stripEnds) {
    const top = this.#gridTop(column);
    if (column.form !== "strip") return Array.from({ length: column.rows }, (_, row) => top + rowMiddle(column, row));
    return Array.from({ length: stripEnds }, (_, end) => top + ((end + 0.5) / stripEnds) * column.gridHeight);
  }

  /** @param {Column} from @param {Column} to @param {number} start @param {number} end */
  #curve(from, to, start, end) {
    const left = this.#gridLeft(from) + from.gridWidth + AIR + (from.form === "units" ? 16 : 0);
    const right = this.#gridLeft(to) - AIR;
    const middle = (left + right) / 2;
    return `M${left} ${start}C${middle} ${start} ${middle} ${end} ${right} ${end}`;
  }
}

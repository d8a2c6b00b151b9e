/** A visitor's files on their way to samples, in the worker: at any time one photo is decoded. */
import { bytesOf, decoded } from "./decoding.js";
import { MAX_PICTURE_BYTES } from "./limits.js";

/** @import { Glue } from "./decoding.js" */
/** @import { UnpackRequest } from "./protocol.js" */
/** @import { Opened } from "./types.js" */

const ZIP = "PK\x03\x04";
const PHOTO = /\.(jpe?g|png|webp|gif|bmp)$/i;

/** @param {Opened[]} files @returns {Promise<boolean>} */
async function isArchive([{ file }, ...others]) {
  if (others.length > 0) return false;
  const head = await bytesOf(file.slice(0, ZIP.length));
  return String.fromCharCode(...head) === ZIP;
}

/** What files may be, and how the engine opens them; the first that they are is taken. */
const KINDS = [
  {
    is: isArchive,
    open: async (/** @type {Glue} */ { Reader }, /** @type {UnpackRequest} */ { files, shape, most }) =>
      Reader.archive(await bytesOf(files[0].file), Uint32Array.from(shape), most),
  },
  {
    is: async (/** @type {Opened[]} */ files) => files.some(({ path }) => PHOTO.test(path)),
    open: async (/** @type {Glue} */ { Reader }, /** @type {UnpackRequest} */ { files, shape, most }) =>
      Reader.folder(files.map(({ path }) => path), Uint32Array.from(shape), most),
  },
  {
    is: async () => true,
    open: async (/** @type {Glue} */ { Reader }, /** @type {UnpackRequest} */ { files, shape, most }) => {
      const bytes = await Promise.all(files.map(({ file }) => bytesOf(file)));
      return Reader.tables(files.map(({ path }) => path), bytes, Uint32Array.from(shape), most);
    },
  },
];

export class Unpacking {
  /** @param {Glue} glue @param {UnpackRequest} request */
  static async open(glue, request) {
    for (const { is, open } of KINDS) if (await is(request.files)) return new Unpacking(glue, request.files, await open(glue, request));
    throw new TypeError("files of no kind");
  }

  /** @param {Glue} glue @param {Opened[]} files @param {any} reader */
  constructor(glue, files, reader) {
    this.#glue = glue;
    this.#files = files;
    this.#reader = reader;
  }
  #glue;
  #files;
  #reader;

  /** @param {number} milliseconds @returns {Promise<import("./protocol.js").Unpacked>} */
  async on(milliseconds) {
    const end = performance.now() + milliseconds;
    /** @type {string[]} */
    const leftOut = this.#reader.advance(milliseconds);
    for (let wanted = this.#reader.wanted(); wanted !== undefined && performance.now() < end; wanted = this.#reader.wanted()) {
      const refused = await this.#give(this.#files[wanted].file);
      if (refused !== undefined) leftOut.push(refused);
    }
    const [done, count] = this.#reader.progress();
    return { done, count, leftOut };
  }

  /** @returns {import("./protocol.js").UnpackedSet} */
  end() {
    return this.#reader.finish();
  }

  /** @param {Blob} file @returns {Promise<string | undefined>} its path if it was left out */
  async #give(file) {
    const photo = file.size > MAX_PICTURE_BYTES ? null : await decoded(this.#glue, file).catch(() => null);
    if (!photo) return this.#reader.skip();
    try {
      return this.#reader.take(photo);
    } finally {
      photo.free();
    }
  }
}

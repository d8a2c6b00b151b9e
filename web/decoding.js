/** Picture files to photos of the engine, in the worker. */
import { MAX_DECODED_SIDE } from "./limits.js";
import { asFault } from "./protocol.js";

/** @typedef {Record<string, any>} Glue */

/** A file's bytes; the file may have moved since it was chosen, or be a folder. @param {Blob} file */
export async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (thrown) {
    throw { code: "picture.unreadable", message: asFault(thrown).message };
  }
}

/** A photo is decoded once; where the engine cannot read its format, the browser may. @param {Glue} glue @param {Blob} blob */
export async function decoded({ Photo }, blob) {
  const bytes = await bytesOf(blob);
  try {
    return Photo.decode(bytes);
  } catch (thrown) {
    if (asFault(thrown).code !== "picture.unknown") throw thrown;
    const { data, width, height } = await decodedByBrowser(blob).catch(() => {
      throw thrown;
    });
    return Photo.from_pixels(new Uint8Array(data.buffer), width, height);
  }
}

/** @param {Blob} photo */
async function decodedByBrowser(photo) {
  const bitmap = await createImageBitmap(photo);
  const shrink = Math.min(1, MAX_DECODED_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.ceil(bitmap.width * shrink), Math.ceil(bitmap.height * shrink));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

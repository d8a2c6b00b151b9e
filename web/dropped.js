/** Files as they were chosen or dropped, with the folders they lay in. */

/** @import { Opened } from "./types.js" */

/** @param {Iterable<File>} files of an input, which may have let a folder be chosen @returns {Opened[]} */
export const chosen = (files) => [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** Must be called while the drop is told. @param {DataTransfer} transfer @returns {Promise<Opened[]>} */
export async function dropped({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null && entry !== undefined);
  // Without entries, as in a test, there are no folders.
  if (entries.length === 0) return chosen(files);
  return (await Promise.all(entries.map((entry) => inside(entry)))).flat();
}

/** @param {FileSystemEntry} entry @returns {Promise<Opened[]>} */
async function inside(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return [{ path, file: await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject)) }];
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {Opened[]} */
  const all = [];
  // A folder is told in parts; an empty one is the end.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    for (const one of some) all.push(...(await inside(one)));
  }
}

/** How the visitor calls files that were opened together. @param {Opened[]} files */
export function titleOf([{ path }, ...others]) {
  const [folder, ...inner] = path.split("/");
  return inner.length > 0 || others.length === 0 ? folder : `${folder}, …`;
}

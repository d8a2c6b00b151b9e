const KEPT_MS = 60_000;

/** Offers a file that the page made. @param {string} name @param {Blob} blob */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the bytes only after a while.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

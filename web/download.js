/** Offers a file that the page made. @param {string} name @param {Blob} blob */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has the bytes once the click is through.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** What the page remembers on this device. Storage may be full, blocked or absent: then it forgets, and works. */

/**
 * @template {string} Choice
 * @param {string} name
 * @param {readonly Choice[]} allowed
 * @param {Choice} otherwise
 * @returns {Choice}
 */
export function remembered(name, allowed, otherwise) {
  const value = recalled(name);
  return allowed.find((choice) => choice === value) ?? otherwise;
}

/** Whatever was remembered under a name. @param {string} name */
export function recalled(name) {
  try {
    return localStorage.getItem(`loupe.${name}`);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`loupe.${name}`, value);
  } catch {
    // Without storage the choice lasts until the page is closed, which is all that can be done.
  }
}

// The selection: a mask with one byte for each point, sent as a text with one bit for each.

/** @typedef {"replace" | "add" | "subtract"} SelectionMode */

/**
 * @param {{ shiftKey: boolean, altKey: boolean, ctrlKey: boolean, metaKey: boolean }} event
 * @returns {SelectionMode}
 */
export function chooseMode(event) {
  if (event.shiftKey) return "add";
  return event.altKey || event.ctrlKey || event.metaKey ? "subtract" : "replace";
}

/**
 * @param {Uint8Array} mask
 * @param {readonly number[]} points
 * @param {SelectionMode} mode
 * @returns {Uint8Array} a new mask
 */
export function combineMask(mask, points, mode) {
  const combined = mode === "replace" ? new Uint8Array(mask.length) : mask.slice();
  for (const point of points) combined[point] = mode === "subtract" ? 0 : 1;
  return combined;
}

/**
 * @param {Uint8Array} mask
 * @returns {number} of selected points
 */
export function countSelected(mask) {
  let count = 0;
  for (const bit of mask) count += bit;
  return count;
}

/**
 * @param {Uint8Array} mask
 * @param {Uint8Array} other
 * @returns {boolean}
 */
export function areEqual(mask, other) {
  return mask.length === other.length && mask.every((bit, at) => bit === other[at]);
}

/**
 * @param {Uint8Array} mask
 * @returns {string} base64 of the bits, the first the lowest; empty if nothing is selected
 */
export function encodeMask(mask) {
  if (!mask.includes(1)) return "";
  const bytes = new Uint8Array(Math.ceil(mask.length / 8));
  for (let i = 0; i < mask.length; i += 1) bytes[i >> 3] |= mask[i] << (i & 7);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * @param {string} text from `encodeMask`, or Python's equal
 * @param {number} count of points
 * @returns {Uint8Array}
 */
export function decodeMask(text, count) {
  const mask = new Uint8Array(count);
  const bytes = atob(text);
  if (bytes) {
    for (let i = 0; i < count; i += 1) mask[i] = (bytes.charCodeAt(i >> 3) >> (i & 7)) & 1;
  }
  return mask;
}

// Boxes on an image: moved, resized, drawn between two places, and in words.

/**
 * In parts of the image's side.
 * @typedef {[top: number, left: number, height: number, width: number]} Box
 */
/** @typedef {{ x: number, y: number }} Place in parts of the image's side */

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * @param {Box} box
 * @param {number} down
 * @param {number} right
 * @returns {Box} moved, but not out of the image
 */
export function shiftBox([top, left, height, width], down, right) {
  return [clamp(top + down, 0, 1 - height), clamp(left + right, 0, 1 - width), height, width];
}

/**
 * @param {Box} box
 * @param {number} down
 * @param {number} right
 * @param {number} least side
 * @returns {Box} with its lower and right edges moved
 */
export function growBox([top, left, height, width], down, right, least) {
  return [top, left, clamp(height + down, least, 1 - top), clamp(width + right, least, 1 - left)];
}

/**
 * @param {Box} box
 * @param {Place} middle
 * @returns {Box} with its middle there, or as near as the image allows
 */
export function centreBox([top, left, height, width], { x, y }) {
  return shiftBox([top, left, height, width], y - height / 2 - top, x - width / 2 - left);
}

/**
 * @param {Box} box
 * @param {number} down by how much it gets higher
 * @param {number} right by how much it gets wider
 * @param {number} least side
 * @returns {Box} of another size around the same middle, or as near to it as the image allows
 */
export function resizeBox([top, left, height, width], down, right, least) {
  const size = { height: clamp(height + down, least, 1), width: clamp(width + right, least, 1) };
  return centreBox([0, 0, size.height, size.width], { x: left + width / 2, y: top + height / 2 });
}

/**
 * The box between a corner that stays and one that follows the pointer.
 * @param {Place} anchor
 * @param {Place} end
 * @param {number} least side
 * @returns {Box}
 */
export function spanBox(anchor, end, least) {
  const [top, height] = spanSide(anchor.y, end.y, least);
  const [left, width] = spanSide(anchor.x, end.x, least);
  return [top, left, height, width];
}

/**
 * One side of a box between an edge that stays and one that follows the pointer.
 * @param {number} anchor
 * @param {number} end
 * @param {number} least
 * @returns {[start: number, size: number]}
 */
function spanSide(anchor, end, least) {
  const isForward = end >= anchor;
  const size = clamp(Math.abs(end - anchor), least, Math.max(isForward ? 1 - anchor : anchor, least));
  return [clamp(isForward ? anchor : anchor - size, 0, 1 - size), size];
}

/**
 * @param {Box} box
 * @param {string} text with places for `{top}`, `{left}`, `{height}` and `{width}`, which are in percent
 * @returns {string}
 */
export function describeBox(box, text) {
  const [top, left, height, width] = box.map((part) => String(Math.round(100 * part)));
  return text
    .replace("{top}", top)
    .replace("{left}", left)
    .replace("{height}", height)
    .replace("{width}", width);
}

// Points as pixels: 60,000 of them are written into an ImageData in a few milliseconds.

/** @import { Palette } from "./colour.js" */

/** How a point is drawn, from the first drawn to the last: later ones cover earlier ones. */
export const MUTED = 0;
export const UNSELECTED = 1;
export const SHOWN = 2;

/**
 * The rank of each point.
 * @param {Uint8Array} values of the colouring
 * @param {Uint8Array} mask 1 for each selected point
 * @param {ReadonlySet<number>} muted values that are muted
 * @param {Uint8Array} ranks written
 * @returns {void}
 */
export function rankPoints(values, mask, muted, ranks) {
  const rest = mask.includes(1) ? UNSELECTED : SHOWN;
  for (let i = 0; i < values.length; i += 1) {
    ranks[i] = muted.size > 0 && muted.has(values[i]) ? MUTED : mask[i] ? SHOWN : rest;
  }
}

/**
 * An order that has nothing to do with that of the points: images are often sorted by class, and the last
 * class would cover all others.
 * @param {number} count of points
 * @returns {Uint32Array} each position once
 */
export function makeOrder(count) {
  // Steps of about the golden ratio spread evenly; without a common divisor they come to every position.
  let step = Math.max(1, Math.round(count * 0.618));
  while (count > 1 && findDivisor(step, count) > 1) step += 1;
  return Uint32Array.from({ length: count }, (_, turn) => (turn * step) % count);
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {number} the greatest common one
 */
function findDivisor(a, b) {
  return b === 0 ? a : findDivisor(b, a % b);
}

/**
 * Diameter of a point, in CSS pixels: smaller where there are many, larger from near.
 * @param {number} count of points
 * @param {number} zoom 1 where everything is seen
 * @returns {number}
 */
export function choosePointSize(count, zoom) {
  const base = count <= 1000 ? 8 : count <= 5000 ? 5.5 : count <= 20000 ? 4 : 3;
  return base * Math.min(Math.max(Math.sqrt(zoom), 0.8), 2.5);
}

/** How much larger selected points are drawn than the grey ones around them: a few among thousands must show. */
const EMPHASIS = 1.5;

/**
 * Half the width of each row of a disc.
 * @param {number} diameter in pixels
 * @returns {Int32Array}
 */
function makeDisc(diameter) {
  const radius = diameter / 2;
  return Int32Array.from({ length: diameter }, (_, row) => {
    const off = row + 0.5 - radius;
    return Math.max(1, Math.round(Math.sqrt(Math.max(0, radius * radius - off * off))));
  });
}

/**
 * Write all points, selected ones larger; the image's other pixels stay.
 * @param {{ data: Uint8ClampedArray, width: number, height: number }} image
 * @param {Float32Array} screen x and y of each point, in CSS pixels
 * @param {number} ratio pixels of the image in a CSS pixel
 * @param {number} diameter of a point, in pixels of the image, at least 1
 * @param {Uint8Array} values
 * @param {Uint8Array} ranks
 * @param {Palette} palette
 * @param {Uint32Array} order of points of one rank, the last on top
 * @returns {void}
 */
export function drawPoints(image, screen, ratio, diameter, values, ranks, palette, order) {
  const { width, height } = image;
  const pixels = new Uint32Array(image.data.buffer, image.data.byteOffset, width * height);
  const isSelecting = ranks.includes(UNSELECTED);
  for (const rank of [MUTED, UNSELECTED, SHOWN]) {
    const size = rank === SHOWN && isSelecting ? Math.floor(EMPHASIS * diameter) : diameter;
    const disc = makeDisc(size);
    for (const i of order) {
      if (ranks[i] !== rank) continue;
      const centre = Math.round(screen[2 * i] * ratio);
      const top = Math.round(screen[2 * i + 1] * ratio - size / 2);
      if (centre < -size || centre > width + size || top < -size || top > height) continue;
      const colour =
        rank === SHOWN ? palette.full[values[i]] : rank === MUTED ? palette.faint[values[i]] : palette.grey;
      for (let row = 0; row < size; row += 1) {
        const y = top + row;
        if (y < 0 || y >= height) continue;
        const from = Math.max(0, centre - disc[row]);
        const to = Math.min(width, centre + disc[row]);
        for (let at = y * width + from; at < y * width + to; at += 1) pixels[at] = colour;
      }
    }
  }
}

// Colours as the pixels of an ImageData, each one 32-bit number.

/** @typedef {[number, number, number]} Rgb each from 0 to 255 */

/**
 * Pixels of a map's points.
 * @typedef {{ full: Uint32Array, faint: Uint32Array, grey: number }} Palette
 */

/**
 * @param {string} text "#RRGGBB" or "rgb(r, g, b)", as in a style
 * @returns {Rgb}
 */
export function parseColour(text) {
  const hex = /^\s*#([0-9a-f]{6})/i.exec(text);
  if (hex) {
    const value = parseInt(hex[1], 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const numbers = /rgba?\(([^)]*)\)/
    .exec(text)?.[1]
    .split(/[,\s/]+/)
    .map(Number);
  return numbers && numbers.length >= 3 ? [numbers[0], numbers[1], numbers[2]] : [127, 127, 127];
}

/**
 * @param {Rgb} colour
 * @param {Rgb} other
 * @param {number} share of the other one, from 0 to 1
 * @returns {Rgb}
 */
export function mixColours(colour, other, share) {
  const mix = (/** @type {number} */ i) => Math.round(colour[i] * (1 - share) + other[i] * share);
  return [mix(0), mix(1), mix(2)];
}

/**
 * An opaque pixel, in the order of bytes of all machines that run browsers.
 * @param {Rgb} colour
 * @returns {number}
 */
export function packColour([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * Opaque pixels that look translucent on the page's background: points are only written, never blended.
 * @param {readonly string[]} colours "#RRGGBB"
 * @param {Rgb} background
 * @returns {Palette}
 */
export function makePalette(colours, background) {
  const parsed = colours.map(parseColour);
  return {
    full: Uint32Array.from(parsed, packColour),
    faint: Uint32Array.from(parsed, (colour) => packColour(mixColours(colour, background, 0.85))),
    grey: packColour(mixColours([127, 127, 127], background, 0.7)),
  };
}

// Thumbnails: tiles of a few sheets.

import { findObject } from "../component/kept.js";

/** @import { View } from "./view.js" */

/** @typedef {{ urls: string[], columns: number, per_sheet: number, size: number }} Pictures */

/**
 * @param {Pictures} pictures
 * @param {number} point
 * @returns {{ url: string, column: number, row: number }}
 */
export function findTile(pictures, point) {
  const place = point % pictures.per_sheet;
  return {
    url: pictures.urls[Math.floor(point / pictures.per_sheet)],
    column: place % pictures.columns,
    row: Math.floor(place / pictures.columns),
  };
}

/**
 * Make an element show a thumbnail.
 * @param {HTMLElement} element
 * @param {Pictures} pictures
 * @param {number} point
 * @param {number} size in CSS pixels
 * @returns {void}
 */
export function showTile(element, pictures, point, size) {
  const { url, column, row } = findTile(pictures, point);
  Object.assign(element.style, {
    width: `${size}px`,
    height: `${size}px`,
    backgroundSize: `${pictures.columns * size}px auto`,
    backgroundPosition: `${-column * size}px ${-row * size}px`,
  });
  findObject(url).then(
    (object) => {
      element.style.backgroundImage = `url("${object}")`;
    },
    // Without its picture a tile is empty; the text beside it says what it is.
    () => {},
  );
}

/**
 * One point for each cell of the map that holds points, preferring those of high rank.
 * The cells belong to the map, so they move with it and do not flicker.
 * @param {Float32Array} screen
 * @param {Uint8Array} ranks a point of rank 0 is not shown
 * @param {View} view
 * @param {number} cell side, in CSS pixels
 * @param {number} width of the pane
 * @param {number} height
 * @param {Uint32Array} order of preference among points of one rank
 * @returns {{ point: number, x: number, y: number }[]} with the upper left corner of each cell
 */
export function chooseTiles(screen, ranks, view, cell, width, height, order) {
  const left = mod(view.x, cell) - cell;
  const top = mod(view.y, cell) - cell;
  const columns = Math.ceil((width - left) / cell);
  const rows = Math.ceil((height - top) / cell);
  const chosen = new Int32Array(columns * rows).fill(-1);
  for (const i of order) {
    const column = Math.floor((screen[2 * i] - left) / cell);
    const row = Math.floor((screen[2 * i + 1] - top) / cell);
    if (!ranks[i] || column < 0 || column >= columns || row < 0 || row >= rows) continue;
    const at = row * columns + column;
    if (chosen[at] < 0 || ranks[i] > ranks[chosen[at]]) chosen[at] = i;
  }
  const tiles = [];
  for (let at = 0; at < chosen.length; at += 1) {
    if (chosen[at] < 0) continue;
    tiles.push({
      point: chosen[at],
      x: left + (at % columns) * cell,
      y: top + Math.floor(at / columns) * cell,
    });
  }
  return tiles;
}

/**
 * @param {number} number
 * @param {number} divisor
 * @returns {number} the remainder, never negative
 */
function mod(number, divisor) {
  return ((number % divisor) + divisor) % divisor;
}

/** The sheets as images, each fetched once. */
export class Sheets {
  /** @param {() => void} onLoad called when another one can be drawn */
  constructor(onLoad) {
    this.onLoad = onLoad;
    /** @type {Map<string, HTMLImageElement>} */
    this.images = new Map();
  }

  /**
   * @param {string} url
   * @returns {HTMLImageElement | null} null while it is not there
   */
  get(url) {
    const image = this.images.get(url) ?? this.load(url);
    return image.complete && image.naturalWidth > 0 ? image : null;
  }

  /**
   * @param {string} url
   * @returns {HTMLImageElement}
   */
  load(url) {
    const image = new Image();
    image.decoding = "async";
    image.onload = this.onLoad;
    this.images.set(url, image);
    findObject(url).then(
      (object) => {
        image.src = object;
      },
      // What is drawn without it are points.
      () => {},
    );
    return image;
  }

  /**
   * Drop the sheets of other images, and fetch these.
   * @param {readonly string[]} urls
   * @returns {void}
   */
  keep(urls) {
    for (const url of this.images.keys()) {
      if (!urls.includes(url)) this.images.delete(url);
    }
    for (const url of urls) this.get(url);
  }
}

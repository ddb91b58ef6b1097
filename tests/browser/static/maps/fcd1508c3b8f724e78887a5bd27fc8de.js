// Which part of a map a pane shows. A map's points lie in the unit square, with y growing downwards.

/**
 * A point p of the map is at `x + p.x * scale`, `y + p.y * scale` of the pane, in CSS pixels.
 * @typedef {{ scale: number, x: number, y: number }} View
 */

/** How far one can zoom out and in, as multiples of the view of everything. */
const ZOOM_RANGE = [0.5, 200];

/**
 * The view of the whole map.
 * @param {number} width of the pane
 * @param {number} height
 * @param {number} margin around the map
 * @returns {View}
 */
function fitView(width, height, margin) {
  const scale = Math.max(1, Math.min(width, height) - 2 * margin);
  return { scale, x: (width - scale) / 2, y: (height - scale) / 2 };
}

/**
 * Zoom around a point of the pane, which stays where it is.
 * @param {View} view
 * @param {View} fit the view of everything
 * @param {number} factor above 1: closer
 * @param {number} x
 * @param {number} y
 * @returns {View}
 */
function zoomView(view, fit, factor, x, y) {
  const [least, most] = ZOOM_RANGE;
  const scale = Math.min(Math.max(view.scale * factor, fit.scale * least), fit.scale * most);
  const applied = scale / view.scale;
  return { scale, x: x - (x - view.x) * applied, y: y - (y - view.y) * applied };
}

/**
 * @param {View} view
 * @param {number} x by how many pixels the map moves
 * @param {number} y
 * @returns {View}
 */
function panView(view, x, y) {
  return { scale: view.scale, x: view.x + x, y: view.y + y };
}

/**
 * The view of the same part of the map after the pane has changed its size.
 * @param {View} view
 * @param {View} before the view of everything, before
 * @param {View} after the same, after
 * @returns {View}
 */
function refitView(view, before, after) {
  const ratio = after.scale / before.scale;
  return {
    scale: view.scale * ratio,
    x: after.x + (view.x - before.x) * ratio,
    y: after.y + (view.y - before.y) * ratio,
  };
}

/**
 * Where points lie in the pane.
 * @param {Float32Array} positions x and y of each point
 * @param {View} view
 * @param {Float32Array} screen of the same length: written
 * @returns {void}
 */
function projectPoints(positions, view, screen) {
  const { scale, x, y } = view;
  for (let i = 0; i < positions.length; i += 2) {
    screen[i] = x + positions[i] * scale;
    screen[i + 1] = y + positions[i + 1] * scale;
  }
}

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
function parseColour(text) {
  const hex = /^\s*#([0-9a-f]{6})/i.exec(text);
  if (hex) {
    const value = parseInt(hex[1], 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const numbers = /rgba?\(([^)]*)\)/.exec(text)?.[1].split(/[,\s/]+/).map(Number);
  return numbers && numbers.length >= 3 ? [numbers[0], numbers[1], numbers[2]] : [127, 127, 127];
}

/**
 * @param {Rgb} colour
 * @param {Rgb} other
 * @param {number} share of the other one, from 0 to 1
 * @returns {Rgb}
 */
function mixColours(colour, other, share) {
  const mix = (/** @type {number} */ i) => Math.round(colour[i] * (1 - share) + other[i] * share);
  return [mix(0), mix(1), mix(2)];
}

/**
 * An opaque pixel, in the order of bytes of all machines that run browsers.
 * @param {Rgb} colour
 * @returns {number}
 */
function packColour([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * Opaque pixels that look translucent on the page's background: points are only written, never blended.
 * @param {readonly string[]} colours "#RRGGBB"
 * @param {Rgb} background
 * @returns {Palette}
 */
function makePalette(colours, background) {
  const parsed = colours.map(parseColour);
  return {
    full: Uint32Array.from(parsed, packColour),
    faint: Uint32Array.from(parsed, (colour) => packColour(mixColours(colour, background, 0.85))),
    grey: packColour(mixColours([127, 127, 127], background, 0.7)),
  };
}

// Arrays from Python: deflated bytes at an address, each fetched once.

/**
 * @param {string} address relative to the page, or a data address
 * @returns {string}
 */
function resolveAddress(address) {
  return new URL(address, document.baseURI).href;
}

/**
 * @param {string} address
 * @returns {Promise<ArrayBuffer>}
 */
async function fetchInflated(address) {
  // The name of a file is a hash of its content, so a copy is never out of date.
  const response = await fetch(resolveAddress(address), { cache: "force-cache" });
  if (!response.ok || !response.body) throw new Error(`${address}: ${response.status}`);
  return new Response(response.body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

/**
 * Remembers what was fetched last.
 * @param {number} limit of arrays
 * @param {(address: string) => Promise<ArrayBuffer>} [fetchBytes]
 * @returns {(address: string) => Promise<ArrayBuffer>}
 */
function makeStore(limit, fetchBytes = fetchInflated) {
  /** @type {Map<string, Promise<ArrayBuffer>>} */
  const kept = new Map();
  return (address) => {
    const bytes = kept.get(address) ?? fetchBytes(address);
    // A map keeps its order of insertion: the first is the one unused for longest.
    kept.delete(address);
    kept.set(address, bytes);
    bytes.catch(() => kept.delete(address));
    for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - limit))) kept.delete(old);
    return bytes;
  };
}

/**
 * Positions in the unit square, with y growing downwards as on a screen.
 * @param {ArrayBuffer} bytes uint16 pairs, y growing upwards
 * @returns {Float32Array}
 */
function decodePositions(bytes) {
  const whole = new Uint16Array(bytes);
  const positions = new Float32Array(whole.length);
  for (let i = 0; i < whole.length; i += 2) {
    positions[i] = whole[i] / 65535;
    positions[i + 1] = 1 - whole[i + 1] / 65535;
  }
  return positions;
}

// Points as pixels: 60,000 of them are written into an ImageData in a few milliseconds.

/** @import { Palette } from "./colour.js" */

/** How a point is drawn, from the first drawn to the last: later ones cover earlier ones. */
const MUTED = 0;
const UNSELECTED = 1;
const SHOWN = 2;

/**
 * The rank of each point.
 * @param {Uint8Array} values of the colouring
 * @param {Uint8Array} mask 1 for each selected point
 * @param {ReadonlySet<number>} muted values that are muted
 * @param {Uint8Array} ranks written
 * @returns {void}
 */
function rankPoints(values, mask, muted, ranks) {
  const rest = mask.includes(1) ? UNSELECTED : SHOWN;
  for (let i = 0; i < values.length; i += 1) {
    ranks[i] = muted.size > 0 && muted.has(values[i]) ? MUTED : mask[i] ? SHOWN : rest;
  }
}

/**
 * Diameter of a point, in CSS pixels: smaller where there are many, larger from near.
 * @param {number} count of points
 * @param {number} zoom 1 where everything is seen
 * @returns {number}
 */
function choosePointSize(count, zoom) {
  const base = count <= 1000 ? 8 : count <= 5000 ? 5.5 : count <= 20000 ? 4 : 3;
  return base * Math.min(Math.max(Math.sqrt(zoom), 0.8), 2.5);
}

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
 * Write all points; the image's other pixels stay.
 * @param {{ data: Uint8ClampedArray, width: number, height: number }} image
 * @param {Float32Array} screen x and y of each point, in CSS pixels
 * @param {number} ratio pixels of the image in a CSS pixel
 * @param {number} diameter of a point, in pixels of the image, at least 1
 * @param {Uint8Array} values
 * @param {Uint8Array} ranks
 * @param {Palette} palette
 * @returns {void}
 */
function drawPoints(image, screen, ratio, diameter, values, ranks, palette) {
  const { width, height } = image;
  const pixels = new Uint32Array(image.data.buffer, image.data.byteOffset, width * height);
  const disc = makeDisc(diameter);
  const half = diameter / 2;
  for (const rank of [MUTED, UNSELECTED, SHOWN]) {
    for (let i = 0; i < ranks.length; i += 1) {
      if (ranks[i] !== rank) continue;
      const centre = Math.round(screen[2 * i] * ratio);
      const top = Math.round(screen[2 * i + 1] * ratio - half);
      if (centre < -diameter || centre > width + diameter || top < -diameter || top > height) continue;
      const colour =
        rank === SHOWN ? palette.full[values[i]] : rank === MUTED ? palette.faint[values[i]] : palette.grey;
      for (let row = 0; row < diameter; row += 1) {
        const y = top + row;
        if (y < 0 || y >= height) continue;
        const from = Math.max(0, centre - disc[row]);
        const to = Math.min(width, centre + disc[row]);
        for (let at = y * width + from; at < y * width + to; at += 1) pixels[at] = colour;
      }
    }
  }
}

// Which point is under the pointer: points sorted into square cells, of which a few are searched.

/** Side of a cell, in CSS pixels. */
const CELL = 16;

/**
 * Points of cell c: `items` from `starts[c]` up to `starts[c + 1]`.
 * @typedef {{ columns: number, rows: number, starts: Uint32Array, items: Uint32Array }} Grid
 */

/**
 * @param {Float32Array} screen x and y of each point, in CSS pixels
 * @param {Uint8Array} ranks a point of rank 0 cannot be picked
 * @param {number} width of the pane
 * @param {number} height
 * @returns {Grid}
 */
function buildGrid(screen, ranks, width, height) {
  const columns = Math.max(1, Math.ceil(width / CELL));
  const rows = Math.max(1, Math.ceil(height / CELL));
  const cells = new Int32Array(ranks.length).fill(-1);
  const starts = new Uint32Array(columns * rows + 1);
  for (let i = 0; i < ranks.length; i += 1) {
    const column = Math.floor(screen[2 * i] / CELL);
    const row = Math.floor(screen[2 * i + 1] / CELL);
    if (!ranks[i] || column < 0 || column >= columns || row < 0 || row >= rows) continue;
    cells[i] = row * columns + column;
    starts[cells[i] + 1] += 1;
  }
  for (let cell = 0; cell < columns * rows; cell += 1) starts[cell + 1] += starts[cell];
  const items = new Uint32Array(starts[columns * rows]);
  const next = starts.slice();
  for (let i = 0; i < ranks.length; i += 1) {
    if (cells[i] >= 0) items[next[cells[i]]++] = i;
  }
  return { columns, rows, starts, items };
}

/**
 * The point nearest to a place; of equally near ones the one that is drawn on top.
 * @param {Grid} grid
 * @param {Float32Array} screen the same as the grid's
 * @param {Uint8Array} ranks of equally near points the one of the higher rank is on top
 * @param {number} x
 * @param {number} y
 * @param {number} radius how far it may be, in CSS pixels
 * @returns {number} its position, or -1
 */
function findNearest(grid, screen, ranks, x, y, radius) {
  const left = Math.max(0, Math.floor((x - radius) / CELL));
  const right = Math.min(grid.columns - 1, Math.floor((x + radius) / CELL));
  const top = Math.max(0, Math.floor((y - radius) / CELL));
  const bottom = Math.min(grid.rows - 1, Math.floor((y + radius) / CELL));
  let nearest = -1;
  let least = radius * radius;
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      const cell = row * grid.columns + column;
      for (let k = grid.starts[cell]; k < grid.starts[cell + 1]; k += 1) {
        const i = grid.items[k];
        const distance = (screen[2 * i] - x) ** 2 + (screen[2 * i + 1] - y) ** 2;
        if (distance > least) continue;
        if (distance === least && nearest >= 0 && !isAbove(i, nearest, ranks)) continue;
        nearest = i;
        least = distance;
      }
    }
  }
  return nearest;
}

/**
 * @param {number} point
 * @param {number} other
 * @param {Uint8Array} ranks
 * @returns {boolean}
 */
function isAbove(point, other, ranks) {
  return ranks[point] === ranks[other] ? point > other : ranks[point] > ranks[other];
}

// Which points a drawn shape holds.

/**
 * Points inside a closed line, by the even-odd rule.
 * @param {Float32Array} screen x and y of each point
 * @param {Uint8Array} ranks a point of rank 0 is never inside
 * @param {readonly number[]} line x and y of each corner
 * @returns {number[]} positions of the points, ascending
 */
function findInside(screen, ranks, line) {
  const corners = Float64Array.from(line);
  const [left, top, right, bottom] = findBounds(line);
  const inside = [];
  for (let i = 0; i < ranks.length; i += 1) {
    const x = screen[2 * i];
    const y = screen[2 * i + 1];
    if (!ranks[i] || x < left || x > right || y < top || y > bottom) continue;
    let isInside = false;
    for (let a = 0, b = corners.length - 2; a < corners.length; b = a, a += 2) {
      const ay = corners[a + 1];
      const by = corners[b + 1];
      if (ay > y !== by > y && x < corners[a] + ((y - ay) / (by - ay)) * (corners[b] - corners[a])) {
        isInside = !isInside;
      }
    }
    if (isInside) inside.push(i);
  }
  return inside;
}

/**
 * Points in the box between two opposite corners, its sides included.
 * @param {Float32Array} screen
 * @param {Uint8Array} ranks
 * @param {readonly number[]} corners x and y of two corners
 * @returns {number[]}
 */
function findInBox(screen, ranks, corners) {
  const [left, top, right, bottom] = findBounds(corners);
  const inside = [];
  for (let i = 0; i < ranks.length; i += 1) {
    const x = screen[2 * i];
    const y = screen[2 * i + 1];
    if (ranks[i] && x >= left && x <= right && y >= top && y <= bottom) inside.push(i);
  }
  return inside;
}

/**
 * @param {readonly number[]} line
 * @returns {[number, number, number, number]} left, top, right, bottom
 */
function findBounds(line) {
  const xs = line.filter((_, at) => at % 2 === 0);
  const ys = line.filter((_, at) => at % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

// The selection: a mask with one byte for each point, sent as a text with one bit for each.

/** @typedef {"replace" | "add" | "subtract"} SelectionMode */

/**
 * @param {{ shiftKey: boolean, altKey: boolean, ctrlKey: boolean, metaKey: boolean }} event
 * @returns {SelectionMode}
 */
function chooseMode(event) {
  if (event.shiftKey) return "add";
  return event.altKey || event.ctrlKey || event.metaKey ? "subtract" : "replace";
}

/**
 * @param {Uint8Array} mask
 * @param {readonly number[]} points
 * @param {SelectionMode} mode
 * @returns {Uint8Array} a new mask
 */
function combineMask(mask, points, mode) {
  const combined = mode === "replace" ? new Uint8Array(mask.length) : mask.slice();
  for (const point of points) combined[point] = mode === "subtract" ? 0 : 1;
  return combined;
}

/**
 * @param {Uint8Array} mask
 * @returns {number} of selected points
 */
function countSelected(mask) {
  let count = 0;
  for (const bit of mask) count += bit;
  return count;
}

/**
 * @param {Uint8Array} mask
 * @param {Uint8Array} other
 * @returns {boolean}
 */
function areEqual(mask, other) {
  return mask.length === other.length && mask.every((bit, at) => bit === other[at]);
}

/**
 * @param {Uint8Array} mask
 * @returns {string} base64 of the bits, the first the lowest; empty if nothing is selected
 */
function encodeMask(mask) {
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
function decodeMask(text, count) {
  const mask = new Uint8Array(count);
  const bytes = atob(text);
  if (bytes) {
    for (let i = 0; i < count; i += 1) mask[i] = (bytes.charCodeAt(i >> 3) >> (i & 7)) & 1;
  }
  return mask;
}

// Moving points from one map to the other.

/** How long a move takes, in milliseconds. */
const MOVE_TIME = 1200;

/**
 * @param {number} time from 0 to 1
 * @returns {number} slow at both ends
 */
function easeInOut(time) {
  return time < 0.5 ? 4 * time ** 3 : 1 - (2 - 2 * time) ** 3 / 2;
}

/**
 * @param {Float32Array} from
 * @param {Float32Array} to
 * @param {number} share of the way
 * @param {Float32Array} between written
 * @returns {void}
 */
function blendPositions(from, to, share, between) {
  for (let i = 0; i < from.length; i += 1) between[i] = from[i] + (to[i] - from[i]) * share;
}

/**
 * Call a step in each frame, and at last with 1; at once where people want no motion.
 * @param {number} duration in milliseconds
 * @param {(share: number) => void} step
 * @returns {() => void} stops it
 */
function animate(duration, step) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    step(1);
    return () => {};
  }
  const start = performance.now();
  let frame = requestAnimationFrame(function advance(now) {
    const share = Math.min(Math.max((now - start) / duration, 0), 1);
    if (share < 1) frame = requestAnimationFrame(advance);
    step(easeInOut(share));
  });
  return () => cancelAnimationFrame(frame);
}

// Names of the categories on the map, each where its points are.

/**
 * The median of each category's points, which a few strays do not move.
 * @param {Float32Array} positions
 * @param {Uint8Array} values
 * @param {number} count of categories
 * @returns {([number, number] | null)[]} null for a category without points
 */
function computeMedians(positions, values, count) {
  /** @type {number[][]} */
  const xs = Array.from({ length: count }, () => []);
  /** @type {number[][]} */
  const ys = Array.from({ length: count }, () => []);
  values.forEach((value, i) => {
    xs[value].push(positions[2 * i]);
    ys[value].push(positions[2 * i + 1]);
  });
  return xs.map((own, value) => (own.length ? [findMedian(own), findMedian(ys[value])] : null));
}

/**
 * @param {number[]} numbers at least one
 * @returns {number}
 */
function findMedian(numbers) {
  return Float64Array.from(numbers).sort()[numbers.length >> 1];
}

/**
 * Labels moved up or down by as little as keeps them apart.
 * @param {readonly { x: number, y: number, width: number }[]} labels centres and widths
 * @param {number} height of each
 * @returns {number[]} new y of each
 */
function spreadLabels(labels, height) {
  /** @type {{ x: number, y: number, width: number }[]} */
  const placed = [];
  return labels.map((label) => {
    const isFree = (/** @type {number} */ y) =>
      placed.every(
        (other) =>
          Math.abs(other.y - y) >= height || Math.abs(other.x - label.x) >= (other.width + label.width) / 2,
      );
    let y = label.y;
    for (let step = 1; !isFree(y) && step < 40; step += 1) {
      y = label.y + ((step % 2 ? 1 : -1) * Math.ceil(step / 2) * height) / 2;
    }
    placed.push({ ...label, y });
    return y;
  });
}

// Thumbnails: tiles of a few sheets.


/** @import { View } from "./view.js" */

/** @typedef {{ urls: string[], columns: number, per_sheet: number, size: number }} Pictures */

/**
 * @param {Pictures} pictures
 * @param {number} point
 * @returns {{ url: string, column: number, row: number }}
 */
function findTile(pictures, point) {
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
function showTile(element, pictures, point, size) {
  const { url, column, row } = findTile(pictures, point);
  Object.assign(element.style, {
    width: `${size}px`,
    height: `${size}px`,
    backgroundImage: `url("${resolveAddress(url)}")`,
    backgroundSize: `${pictures.columns * size}px auto`,
    backgroundPosition: `${-column * size}px ${-row * size}px`,
  });
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
 * @returns {{ point: number, x: number, y: number }[]} with the upper left corner of each cell
 */
function chooseTiles(screen, ranks, view, cell, width, height) {
  const left = mod(view.x, cell) - cell;
  const top = mod(view.y, cell) - cell;
  const columns = Math.ceil((width - left) / cell);
  const rows = Math.ceil((height - top) / cell);
  const chosen = new Int32Array(columns * rows).fill(-1);
  for (let i = 0; i < ranks.length; i += 1) {
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
class Sheets {
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
    let image = this.images.get(url);
    if (!image) {
      image = new Image();
      image.decoding = "async";
      image.src = resolveAddress(url);
      image.onload = this.onLoad;
      this.images.set(url, image);
    }
    return image.complete && image.naturalWidth > 0 ? image : null;
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

// The card of one image: its thumbnail, what it is, and its nearest neighbours under each model.


/** @import { Pictures } from "./pictures.js" */

/** @typedef {{ labels: Uint16Array, classNames: string[], ids: Uint32Array, numTest: number }} Captions */

const PICTURE_SIZE = 96;
const NEIGHBOUR_SIZE = 40;
/** Between the card and what it is about, and between the card and the edge of the window. */
const GAP = 18;
const EDGE = 4;

/**
 * @param {Captions} captions
 * @param {number} point
 * @returns {{ name: string, where: string }} its class, and which image it is
 */
function describeImage(captions, point) {
  const part = point < captions.numTest ? "test" : "training";
  return {
    name: captions.classNames[captions.labels[point]] ?? "",
    where: `${part} image ${captions.ids[point]}`,
  };
}

/**
 * Where the card goes: beside what it is about, and never out of the window.
 * @param {number} x of what it is about, in the window
 * @param {number} y
 * @param {number} width of the card
 * @param {number} height
 * @param {number} windowWidth
 * @param {number} windowHeight
 * @returns {{ left: number, top: number }}
 */
function placeCard(x, y, width, height, windowWidth, windowHeight) {
  const left = x + GAP + width + EDGE <= windowWidth ? x + GAP : x - GAP - width;
  const top = y + GAP + height + EDGE <= windowHeight ? y + GAP : y - GAP - height;
  return {
    left: Math.max(EDGE, Math.min(left, windowWidth - width - EDGE)),
    top: Math.max(EDGE, Math.min(top, windowHeight - height - EDGE)),
  };
}

/**
 * @param {HTMLElement} card its content is replaced
 * @param {number} point
 * @param {Captions} captions
 * @param {Pictures | null} pictures
 * @param {readonly { title: string, points: readonly number[] }[]} neighbours of the point on each map
 * @returns {void}
 */
function fillCard(card, point, captions, pictures, neighbours) {
  const { name, where } = describeImage(captions, point);
  const head = makeElement("div", "card-head");
  if (pictures) head.append(makePicture(pictures, point, PICTURE_SIZE));
  const text = makeElement("div", "card-text");
  text.append(makeElement("b", "card-name", name), makeElement("span", "card-where", where));
  head.append(text);
  card.replaceChildren(head);
  for (const { title, points } of neighbours) {
    const row = makeElement("div", "card-neighbours");
    row.append(makeElement("span", "card-model", `Nearest by ${title}`));
    const list = makeElement("div", "card-row");
    for (const other of points) {
      const isSame = captions.labels[other] === captions.labels[point];
      const item = pictures
        ? makePicture(pictures, other, NEIGHBOUR_SIZE)
        : makeElement("span", "card-word", describeImage(captions, other).name);
      item.classList.toggle("same-class", isSame);
      item.dataset.point = String(other);
      list.append(item);
    }
    row.append(list);
    card.append(row);
  }
}

/**
 * @param {Pictures} pictures
 * @param {number} point
 * @param {number} size
 * @returns {HTMLElement}
 */
function makePicture(pictures, point, size) {
  const picture = makeElement("span", "card-picture");
  showTile(picture, pictures, point, size);
  return picture;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElement}
 */
function makeElement(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// What the colours mean, and how many of each are selected; a category can be muted there.


/**
 * What the colours of a map's points say; without names it is a scale.
 * @typedef {{
 *   title: string, values: Uint8Array, colours: string[], names: string[], low: string, high: string
 * }} Colouring
 */

/**
 * @param {Uint8Array} values
 * @param {Uint8Array} mask
 * @param {number} size number of categories
 * @returns {{ all: Uint32Array, selected: Uint32Array }} how many points of each category
 */
function countValues(values, mask, size) {
  const all = new Uint32Array(size);
  const selected = new Uint32Array(size);
  for (let i = 0; i < values.length; i += 1) {
    all[values[i]] += 1;
    selected[values[i]] += mask[i];
  }
  return { all, selected };
}

/**
 * @param {ReadonlySet<number>} muted
 * @param {number} value
 * @returns {Set<number>} with the category muted, or not any more
 */
function toggleMuted(muted, value) {
  const changed = new Set(muted);
  if (!changed.delete(value)) changed.add(value);
  return changed;
}

/**
 * @param {ReadonlySet<number>} muted
 * @param {number} value
 * @param {number} size number of categories
 * @returns {Set<number>} all muted but this one; none if it was alone already
 */
function soloMuted(muted, value, size) {
  if (muted.size === size - 1 && !muted.has(value)) return new Set();
  return new Set([...Array(size).keys()].filter((other) => other !== value));
}

/**
 * @param {number} selected
 * @param {number} all
 * @param {boolean} hasSelection
 * @returns {string}
 */
function describeCount(selected, all, hasSelection) {
  return hasSelection
    ? `${selected.toLocaleString("en")} of ${all.toLocaleString("en")}`
    : all.toLocaleString("en");
}

/** A legend on the page. */
class Legend {
  /** @param {(muted: Set<number>) => void} onMute called with what is muted from now on */
  constructor(onMute) {
    this.element = makeElement("div", "legend");
    this.onMute = onMute;
    /** @type {HTMLElement[]} */
    this.counts = [];
    /** @type {HTMLElement[]} */
    this.rows = [];
    /** @type {ReadonlySet<number>} */
    this.muted = new Set();
  }

  /**
   * Draw it anew.
   * @param {Colouring} colouring
   * @returns {void}
   */
  show(colouring) {
    this.element.replaceChildren(makeElement("span", "legend-title", colouring.title));
    this.rows = [];
    this.counts = [];
    if (colouring.names.length === 0) {
      this.element.append(makeScale(colouring));
      return;
    }
    colouring.names.forEach((name, value) => {
      const row = makeElement("button", "legend-row");
      row.title = `Click: mute ${name}. Double click, or click with Alt: only ${name}.`;
      const swatch = makeElement("i", "legend-swatch");
      swatch.style.background = colouring.colours[value];
      const count = makeElement("span", "legend-count");
      row.append(swatch, makeElement("span", "legend-name", name), count);
      const solo = () => this.onMute(soloMuted(this.muted, value, colouring.names.length));
      let before = this.muted;
      row.addEventListener("click", (event) => {
        if (event.altKey) solo();
        else if (event.detail === 2) {
          // The first of the two clicks has muted it: go back to what was before.
          this.muted = before;
          solo();
        } else if (event.detail < 2) {
          before = this.muted;
          this.onMute(toggleMuted(this.muted, value));
        }
      });
      this.rows.push(row);
      this.counts.push(count);
      this.element.append(row);
    });
  }

  /**
   * Bring the counts and the buttons up to date.
   * @param {Colouring} colouring that is shown
   * @param {Uint8Array} mask
   * @param {ReadonlySet<number>} muted
   * @returns {void}
   */
  update(colouring, mask, muted) {
    this.muted = muted;
    if (colouring.names.length === 0) return;
    const { all, selected } = countValues(colouring.values, mask, colouring.names.length);
    const hasSelection = mask.includes(1);
    this.rows.forEach((row, value) => {
      row.setAttribute("aria-pressed", String(!muted.has(value)));
      this.counts[value].textContent = describeCount(selected[value], all[value], hasSelection);
    });
  }
}

/**
 * @param {Colouring} colouring
 * @returns {HTMLElement}
 */
function makeScale({ title, colours, low, high }) {
  const scale = makeElement("div", "legend-scale");
  const bar = makeElement("i", "legend-bar");
  // Steps, and no smooth colours between them: what is drawn is what is there.
  const stops = colours.map(
    (colour, step) =>
      `${colour} ${(100 * step) / colours.length}% ${(100 * (step + 1)) / colours.length}%`,
  );
  bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", `${title}, from ${low} to ${high}`);
  scale.append(makeElement("span", "legend-low", low), bar, makeElement("span", "legend-high", high));
  return scale;
}

// The map by keyboard: arrows go from point to point.

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {string} key of a keyboard event
 * @returns {[number, number] | null} the direction of an arrow
 */
function findDirection(key) {
  return DIRECTIONS[key] ?? null;
}

/**
 * The nearest point within 45 degrees of a direction.
 * @param {Float32Array} screen
 * @param {Uint8Array} ranks a point of rank 0 is passed over
 * @param {number} x where one comes from
 * @param {number} y
 * @param {[number, number]} direction
 * @returns {number} its position, or -1
 */
function findNext(screen, ranks, x, y, [right, down]) {
  let nearest = -1;
  let least = Infinity;
  for (let i = 0; i < ranks.length; i += 1) {
    if (!ranks[i]) continue;
    const dx = screen[2 * i] - x;
    const dy = screen[2 * i + 1] - y;
    const along = dx * right + dy * down;
    const across = Math.abs(dx * down) + Math.abs(dy * right);
    const distance = dx * dx + dy * dy;
    if (along > 0 && across <= along && distance < least) {
      nearest = i;
      least = distance;
    }
  }
  return nearest;
}

// The buttons above the maps.


/** @typedef {"lasso" | "box" | "pan"} Tool */

/**
 * @typedef {{
 *   chooseTool: (tool: Tool) => void,
 *   zoom: (factor: number) => void,
 *   reset: () => void,
 *   toggleImages: () => void,
 *   toggleLabels: () => void,
 *   move: () => void,
 *   clear: () => void,
 * }} ToolbarActions
 */

const ICONS = {
  lasso:
    '<path d="M4 9c0-3 3.6-5 8-5s8 2 8 5-3.6 5-8 5c-1.3 0-2.6-.2-3.7-.5"/><circle cx="7" cy="14.5" r="2"/>' +
    '<path d="M7 16.5c0 1.5-.8 2.5-2 3.500"/>',
  box: '<rect x="4" y="5" width="16" height="14" stroke-dasharray="3 2.5"/>',
  pan: '<path d="M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"/>',
  closer: '<path d="M12 5v14M5 12h14"/>',
  farther: '<path d="M5 12h14"/>',
  reset: '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>',
};

/** The toolbar on the page. */
class Toolbar {
  /** @param {ToolbarActions} actions */
  constructor(actions) {
    this.element = makeElement("div", "toolbar");
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", "Tools of the maps");
    /** @type {Record<Tool, HTMLElement>} */
    this.tools = {
      lasso: makeButton("Select with a lasso", ICONS.lasso, () => actions.chooseTool("lasso")),
      box: makeButton("Select with a box", ICONS.box, () => actions.chooseTool("box")),
      pan: makeButton("Move the map", ICONS.pan, () => actions.chooseTool("pan")),
    };
    this.images = makeButton("Show images instead of points", "Images", actions.toggleImages);
    this.labels = makeButton("Write the classes' names on the map", "Labels", actions.toggleLabels);
    this.move = makeButton("Move the points of the first map to their places on the other", "", actions.move);
    this.clear = makeButton("Select nothing (Escape)", "Clear", actions.clear);
    this.element.append(
      makeGroup(this.tools.lasso, this.tools.box, this.tools.pan),
      makeGroup(
        makeButton("Zoom in", ICONS.closer, () => actions.zoom(1.5)),
        makeButton("Zoom out", ICONS.farther, () => actions.zoom(1 / 1.5)),
        makeButton("Show everything", ICONS.reset, actions.reset),
      ),
      makeGroup(this.images, this.labels, this.move, this.clear),
    );
  }

  /**
   * @param {{
   *   tool: Tool, images: boolean, labels: boolean, hasImages: boolean, hasLabels: boolean, isMoved: boolean,
   *   hasTwo: boolean, hasSelection: boolean
   * }} state
   * @returns {void}
   */
  update(state) {
    for (const [tool, button] of Object.entries(this.tools)) press(button, tool === state.tool);
    press(this.images, state.images);
    press(this.labels, state.labels);
    press(this.move, state.isMoved);
    this.images.hidden = !state.hasImages;
    this.labels.hidden = !state.hasLabels;
    this.move.hidden = !state.hasTwo;
    this.clear.hidden = !state.hasSelection;
    this.move.textContent = state.isMoved ? "Move back" : "Move to the other map";
  }
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isPressed
 * @returns {void}
 */
function press(button, isPressed) {
  button.setAttribute("aria-pressed", String(isPressed));
}

/**
 * @param {...HTMLElement} buttons
 * @returns {HTMLElement}
 */
function makeGroup(...buttons) {
  const group = makeElement("div", "tool-group");
  group.append(...buttons);
  return group;
}

/**
 * @param {string} title
 * @param {string} content a word, or the paths of an icon
 * @param {() => void} onClick
 * @returns {HTMLElement}
 */
function makeButton(title, content, onClick) {
  const button = makeElement("button", "tool");
  button.title = title;
  if (content.startsWith("<")) {
    button.setAttribute("aria-label", title);
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true">${content}</svg>`;
  } else {
    button.textContent = content;
  }
  button.addEventListener("click", onClick);
  return button;
}

// One map: its canvases, what is drawn on them, and what the pointer does there.


/** @import { Palette } from "./colour.js" */
/** @import { Colouring } from "./legend.js" */
/** @import { Grid } from "./picking.js" */
/** @import { Pictures, Sheets } from "./pictures.js" */
/** @import { SelectionMode } from "./selection.js" */
/** @import { Tool } from "./toolbar.js" */
/** @import { View } from "./view.js" */

/**
 * What all maps share, and what a map tells the others.
 * @typedef {{
 *   tool: Tool, images: boolean, labels: boolean, mask: Uint8Array, hovered: number, opened: number,
 *   pictures: Pictures | null, sheets: Sheets, text: string, background: string, accent: string,
 *   hover: (point: number, pane: Pane, place: { x: number, y: number } | null) => void,
 *   choose: (points: number[], mode: SelectionMode) => void,
 *   open: (point: number, mode: SelectionMode) => void,
 *   pressKey: (event: KeyboardEvent, pane: Pane) => void,
 *   releaseKey: (event: KeyboardEvent) => void,
 *   isSpaceDown: boolean, hasPanned: boolean,
 * }} Shared
 */

/** @typedef {{ points: [number, number][], label: string }} Cloud */

/** @typedef {{ kind: "lasso" | "box" | "pan" | "pinch", line: number[], moved: number }} Gesture */

const MARGIN = 14;
/** How near the pointer must be to a point, in CSS pixels. */
const MOUSE_RADIUS = 12;
const TOUCH_RADIUS = 22;
/** A pointer that moves less has clicked. */
const CLICK_SLACK = 5;
/** Around each picture, in the colour of its point. */
const FRAME = 2;
const LABEL_HEIGHT = 20;

class Pane {
  /** @param {Shared} shared */
  constructor(shared) {
    this.shared = shared;
    this.element = makeElement("section", "pane");
    this.title = makeElement("div", "pane-title");
    this.stage = makeElement("div", "stage");
    this.points = document.createElement("canvas");
    this.overlay = document.createElement("canvas");
    this.points.className = "points";
    this.overlay.className = "overlay";
    this.overlay.tabIndex = 0;
    this.overlay.setAttribute("role", "application");
    this.stage.append(this.points, this.overlay);
    this.element.append(this.title, this.stage);

    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    /** @type {View} */
    this.fit = { scale: 1, x: 0, y: 0 };
    /** @type {View} */
    this.view = this.fit;
    /** Where the points are; during a move neither here nor there. @type {Float32Array} */
    this.positions = new Float32Array(0);
    this.screen = new Float32Array(0);
    /** @type {Uint8Array} */
    this.values = new Uint8Array(0);
    this.ranks = new Uint8Array(0);
    /** @type {Palette} */
    this.palette = { full: new Uint32Array(0), faint: new Uint32Array(0), grey: 0 };
    /** @type {Colouring | null} */
    this.colouring = null;
    /** @type {ReadonlySet<number>} */
    this.muted = new Set();
    /** @type {Cloud | null} */
    this.cloud = null;
    this.isMoving = false;
    /** @type {Grid | null} null: the points have moved since */
    this.grid = null;
    /** @type {([number, number] | null)[] | null} */
    this.medians = null;
    /** Pictures that are drawn, and the side of each. @type {{ point: number, x: number, y: number }[]} */
    this.tiles = [];
    this.cell = 0;
    /** @type {ImageData | null} */
    this.image = null;
    /** @type {Map<number, { x: number, y: number }>} */
    this.pointers = new Map();
    /** @type {Gesture | null} */
    this.gesture = null;
    this.frame = 0;
    this.isStale = true;

    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.stage);
    this.listen();
  }

  /** Let go of everything. */
  destroy() {
    this.resizing.disconnect();
    cancelAnimationFrame(this.frame);
    this.element.remove();
  }

  // What is shown.

  /**
   * @param {Float32Array} positions
   * @returns {void}
   */
  place(positions) {
    this.positions = positions;
    if (this.screen.length !== positions.length) this.screen = new Float32Array(positions.length);
    this.medians = null;
    this.redraw();
  }

  /**
   * @param {Colouring} colouring
   * @param {Palette} palette
   * @param {ReadonlySet<number>} muted
   * @returns {void}
   */
  colour(colouring, palette, muted) {
    if (this.colouring?.values !== colouring.values) this.medians = null;
    this.colouring = colouring;
    this.values = colouring.values;
    this.palette = palette;
    this.muted = muted;
    this.rank();
  }

  /** Take over a change of the selection. */
  rank() {
    if (this.ranks.length !== this.values.length) this.ranks = new Uint8Array(this.values.length);
    rankPoints(this.values, this.shared.mask, this.muted, this.ranks);
    this.redraw();
  }

  /**
   * @param {View} view
   * @returns {void}
   */
  setView(view) {
    this.view = view;
    this.redraw();
  }

  /** @param {number} factor */
  zoom(factor) {
    this.setView(zoomView(this.view, this.fit, factor, this.width / 2, this.height / 2));
  }

  resetView() {
    this.setView(this.fit);
  }

  resize() {
    const width = this.stage.clientWidth;
    const height = this.stage.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    // In a hidden tab there is no room at all: what was drawn stays until there is.
    if (width === 0 || height === 0) return;
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    const fit = fitView(width, height, MARGIN);
    this.view = this.width === 0 ? fit : refitView(this.view, this.fit, fit);
    Object.assign(this, { width, height, ratio, fit, image: null });
    for (const canvas of [this.points, this.overlay]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    // At once: a canvas whose size has changed is empty.
    this.isStale = true;
    this.drawAll();
  }

  // Drawing.

  /** Draw everything in the next frame. */
  redraw() {
    this.isStale = true;
    this.grid = null;
    this.redrawOverlay();
  }

  /** Draw what lies over the points in the next frame. */
  redrawOverlay() {
    this.frame ||= requestAnimationFrame(() => this.drawAll());
  }

  drawAll() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.width === 0 || this.ranks.length * 2 !== this.positions.length) return;
    if (this.isStale) this.drawPoints();
    this.isStale = false;
    this.drawOverlay();
  }

  drawPoints() {
    const context = getContext(this.points);
    const { width, height } = this.points;
    projectPoints(this.positions, this.view, this.screen);
    this.grid = null;
    this.image ??= context.createImageData(width, height);
    new Uint32Array(this.image.data.buffer).fill(0);
    const size = choosePointSize(this.ranks.length, this.view.scale / this.fit.scale) * this.ratio;
    const diameter = Math.max(1, Math.round(size));
    drawPoints(this.image, this.screen, this.ratio, diameter, this.values, this.ranks, this.palette);
    context.putImageData(this.image, 0, 0);
    this.tiles = [];
    if (this.shared.images && this.shared.pictures && !this.isMoving) this.drawPictures(context);
    const { scale, x, y } = this.view;
    this.overlay.dataset.view = `${scale} ${x} ${y}`;
    this.overlay.dataset.colours = this.colouring?.title ?? "";
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @returns {void}
   */
  drawPictures(context) {
    const { pictures, sheets } = this.shared;
    if (!pictures || !this.colouring) return;
    // A tile's pixels become whole pixels of the screen, so that it stays crisp.
    const side = pictures.size * Math.max(1, Math.round(this.ratio));
    const cell = (side + 2 * FRAME) / this.ratio;
    context.imageSmoothingEnabled = false;
    this.cell = cell;
    this.tiles = chooseTiles(this.screen, this.ranks, this.view, cell, this.width, this.height);
    for (const tile of this.tiles) {
      const { url, column, row } = findTile(pictures, tile.point);
      const sheet = sheets.get(url);
      if (!sheet) continue;
      const x = Math.round(tile.x * this.ratio);
      const y = Math.round(tile.y * this.ratio);
      context.clearRect(x, y, side + 2 * FRAME, side + 2 * FRAME);
      context.globalAlpha = this.ranks[tile.point] === SHOWN ? 1 : 0.25;
      context.fillStyle = this.colouring.colours[this.values[tile.point]];
      context.fillRect(x, y, side + 2 * FRAME, side + 2 * FRAME);
      const size = pictures.size;
      context.drawImage(sheet, column * size, row * size, size, size, x + FRAME, y + FRAME, side, side);
    }
    context.globalAlpha = 1;
  }

  drawOverlay() {
    const context = getContext(this.overlay);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    if (this.shared.labels && this.colouring?.names.length && !this.isMoving) this.drawLabels(context);
    if (this.cloud && !this.isMoving) this.drawCloud(context, this.cloud);
    this.drawRing(context, this.shared.opened, 9, this.shared.accent);
    this.drawRing(context, this.shared.hovered, 7, this.shared.text);
    if (this.gesture) this.drawGesture(context, this.gesture);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} point
   * @param {number} radius
   * @param {string} colour
   * @returns {void}
   */
  drawRing(context, point, radius, colour) {
    if (point < 0) return;
    context.beginPath();
    context.arc(this.screen[2 * point], this.screen[2 * point + 1], radius, 0, 2 * Math.PI);
    // A rim in the colour of the background, so that it stands out from any crowd.
    for (const [width, style] of /** @type {[number, string][]} */ ([
      [6, this.shared.background],
      [2.5, colour],
    ])) {
      context.lineWidth = width;
      context.strokeStyle = style;
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Cloud} cloud
   * @returns {void}
   */
  drawCloud(context, cloud) {
    const { opened, accent, background } = this.shared;
    if (opened < 0) return;
    const { scale, x, y } = this.view;
    context.strokeStyle = accent;
    context.lineWidth = 1;
    context.globalAlpha = 0.5;
    context.beginPath();
    for (const [u, v] of cloud.points) {
      context.moveTo(this.screen[2 * opened], this.screen[2 * opened + 1]);
      context.lineTo(x + u * scale, y + (1 - v) * scale);
    }
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = accent;
    context.strokeStyle = background;
    for (const [u, v] of cloud.points) {
      const px = x + u * scale;
      const py = y + (1 - v) * scale;
      context.beginPath();
      context.moveTo(px, py - 6);
      context.lineTo(px + 6, py);
      context.lineTo(px, py + 6);
      context.lineTo(px - 6, py);
      context.closePath();
      context.fill();
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @returns {void}
   */
  drawLabels(context) {
    const names = this.colouring?.names ?? [];
    this.medians ??= computeMedians(this.positions, this.values, names.length);
    const { scale, x, y } = this.view;
    context.font = `600 15px ${getComputedStyle(this.stage).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const labels = names.flatMap((name, value) => {
      const median = this.medians?.[value];
      if (!median || this.muted.has(value)) return [];
      const width = context.measureText(name).width + 8;
      return [{ name, x: x + median[0] * scale, y: y + median[1] * scale, width }];
    });
    const heights = spreadLabels(labels, LABEL_HEIGHT);
    labels.forEach((label, at) => {
      context.lineJoin = "round";
      context.lineWidth = 5;
      context.strokeStyle = this.shared.background;
      context.strokeText(label.name, label.x, heights[at]);
      context.fillStyle = this.shared.text;
      context.fillText(label.name, label.x, heights[at]);
    });
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Gesture} gesture
   * @returns {void}
   */
  drawGesture(context, { kind, line }) {
    if (kind === "pan" || kind === "pinch") return;
    context.beginPath();
    if (kind === "box") {
      const [ax, ay, bx, by] = [...line.slice(0, 2), ...line.slice(-2)];
      context.rect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
    } else {
      for (let at = 0; at < line.length; at += 2) context.lineTo(line[at], line[at + 1]);
      context.closePath();
    }
    context.fillStyle = this.shared.accent;
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.strokeStyle = this.shared.accent;
    context.stroke();
  }

  // What people do.

  /**
   * @param {number} x in the pane
   * @param {number} y
   * @param {number} radius
   * @returns {number} the point there, or -1
   */
  pick(x, y, radius) {
    if (this.isMoving || this.width === 0) return -1;
    if (this.isStale) this.drawAll();
    const { cell } = this;
    const tile = this.tiles.find((each) => x >= each.x && x < each.x + cell && y >= each.y && y < each.y + cell);
    if (tile) return tile.point;
    this.grid ??= buildGrid(this.screen, this.ranks, this.width, this.height);
    return findNearest(this.grid, this.screen, this.ranks, x, y, radius);
  }

  /**
   * @param {number} point
   * @returns {{ x: number, y: number }} its place in the window
   */
  findPlace(point) {
    const bounds = this.overlay.getBoundingClientRect();
    return { x: bounds.left + this.screen[2 * point], y: bounds.top + this.screen[2 * point + 1] };
  }

  /**
   * Move the map so that a point is in sight.
   * @param {number} point
   * @returns {void}
   */
  reveal(point) {
    const x = this.screen[2 * point];
    const y = this.screen[2 * point + 1];
    if (x >= 0 && x <= this.width && y >= 0 && y <= this.height) return;
    this.setView(panView(this.view, this.width / 2 - x, this.height / 2 - y));
    this.drawAll();
  }

  cancelGesture() {
    const isDrawing = this.gesture !== null;
    this.gesture = null;
    this.redrawOverlay();
    return isDrawing;
  }

  listen() {
    const canvas = this.overlay;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    canvas.addEventListener("pointerup", (event) => this.release(event));
    canvas.addEventListener("pointercancel", (event) => {
      this.pointers.delete(event.pointerId);
      this.cancelGesture();
    });
    canvas.addEventListener("pointerleave", (event) => {
      // A finger that is lifted leaves, too, but its card is to be read.
      if (event.pointerType !== "touch") this.shared.hover(-1, this, null);
    });
    canvas.addEventListener("wheel", (event) => this.turnWheel(event), { passive: false });
    canvas.addEventListener("dblclick", () => this.resetView());
    canvas.addEventListener("contextmenu", (event) => {
      // With Ctrl, a click on a Mac asks for a menu; here it takes points away.
      if (event.ctrlKey) event.preventDefault();
    });
    canvas.addEventListener("keydown", (event) => this.shared.pressKey(event, this));
    canvas.addEventListener("keyup", (event) => this.shared.releaseKey(event));
    canvas.addEventListener("blur", () => (this.shared.isSpaceDown = false));
  }

  /**
   * @param {MouseEvent} event
   * @returns {{ x: number, y: number }}
   */
  locate(event) {
    const bounds = this.overlay.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  /** @param {PointerEvent} event */
  press(event) {
    const place = this.locate(event);
    this.overlay.setPointerCapture(event.pointerId);
    this.overlay.focus({ preventScroll: true });
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size === 2) {
      this.gesture = { kind: "pinch", line: [], moved: 0 };
      return;
    }
    const isPan = event.button === 1 || this.shared.isSpaceDown;
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    if (event.button > 1 || this.isMoving) return;
    this.gesture = { kind: isPan ? "pan" : this.shared.tool, line: [place.x, place.y], moved: 0 };
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const place = this.locate(event);
    const before = this.pointers.get(event.pointerId);
    const gesture = this.gesture;
    if (!before) {
      if (event.pointerType !== "touch") {
        const point = this.pick(place.x, place.y, MOUSE_RADIUS);
        this.shared.hover(point, this, { x: event.clientX, y: event.clientY });
      }
      return;
    }
    if (gesture?.kind === "pinch") this.pinch(event.pointerId, place);
    this.pointers.set(event.pointerId, place);
    if (!gesture || gesture.kind === "pinch") return;
    const dx = place.x - before.x;
    const dy = place.y - before.y;
    gesture.moved += Math.hypot(dx, dy);
    if (gesture.moved < CLICK_SLACK) return;
    this.shared.hover(-1, this, null);
    if (gesture.kind === "pan") {
      this.shared.hasPanned = true;
      this.setView(panView(this.view, dx, dy));
    } else {
      gesture.line.push(place.x, place.y);
      this.redrawOverlay();
    }
  }

  /**
   * @param {number} id of the finger that moves
   * @param {{ x: number, y: number }} place
   * @returns {void}
   */
  pinch(id, place) {
    const moving = this.pointers.get(id);
    const [still] = [...this.pointers].filter(([other]) => other !== id).map(([, other]) => other);
    if (!moving || !still) return;
    const before = Math.hypot(moving.x - still.x, moving.y - still.y);
    const after = Math.hypot(place.x - still.x, place.y - still.y);
    const factor = after / Math.max(before, 1);
    this.setView(zoomView(this.view, this.fit, factor, still.x, still.y));
  }

  /** @param {PointerEvent} event */
  release(event) {
    const place = this.locate(event);
    this.pointers.delete(event.pointerId);
    const gesture = this.gesture;
    if (!gesture) return;
    if (gesture.kind === "pinch") {
      if (this.pointers.size === 0) this.gesture = null;
      return;
    }
    this.cancelGesture();
    const mode = chooseMode(event);
    if (gesture.moved < CLICK_SLACK) {
      if (event.button !== 0) return;
      const isTouch = event.pointerType === "touch";
      const point = this.pick(place.x, place.y, isTouch ? TOUCH_RADIUS : MOUSE_RADIUS);
      if (isTouch) this.shared.hover(point, this, { x: event.clientX, y: event.clientY });
      if (point >= 0) this.shared.open(point, mode);
      return;
    }
    const { kind, line } = gesture;
    if (kind === "lasso") this.shared.choose(findInside(this.screen, this.ranks, line), mode);
    if (kind === "box") {
      const corners = [...line.slice(0, 2), ...line.slice(-2)];
      this.shared.choose(findInBox(this.screen, this.ranks, corners), mode);
    }
  }

  /** @param {WheelEvent} event */
  turnWheel(event) {
    event.preventDefault();
    // Some mice count in lines, and a pinch on a trackpad is a wheel with Ctrl that turns slowly.
    const turned = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 5 : 1);
    const { x, y } = this.locate(event);
    this.setView(zoomView(this.view, this.fit, Math.exp(-turned / 400), x, y));
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
function getContext(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

// One or two maps of the same images, linked: what is hovered, selected or muted in one is so in both.


/** @import { Captions } from "./card.js" */
/** @import { Colouring } from "./legend.js" */
/** @import { Cloud, Shared } from "./pane.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { SelectionMode } from "./selection.js" */
/** @import { Tool } from "./toolbar.js" */

/**
 * What Python says; arrays are addresses.
 * @typedef {{
 *   count: number,
 *   maps: { title: string, positions: string }[],
 *   colourings: (Omit<Colouring, "values"> & { values: string })[],
 *   captions: { labels: string, class_names: string[], ids: string, num_test: number },
 *   pictures: Pictures | null,
 *   neighbours: string[],
 *   selected: string,
 *   opened: number,
 *   serial: number,
 *   clouds: (Cloud | null)[],
 *   height: number,
 * }} Data
 */

/**
 * What Streamlit calls a component with.
 * @typedef {{
 *   parentElement: HTMLElement | ShadowRoot, data: Data, setStateValue: (name: string, value: unknown) => void
 * }} Component
 */

/** Arrays that are kept: a few maps and some colourings, to go back to without fetching. */
const KEPT_ARRAYS = 40;
const INSTRUCTIONS =
  "Arrows go from image to image, Enter opens one, Space selects it, Escape clears, plus and minus zoom, " +
  "zero shows everything.";

/** @type {WeakMap<object, LinkedMaps>} */
const instances = new WeakMap();

/** @implements {Shared} */
class LinkedMaps {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.load = makeStore(KEPT_ARRAYS);
    /** @type {(choice: object) => void} */
    this.send = () => {};
    /** @type {Data | null} */
    this.data = null;
    /** Of the last call: an earlier one that took longer to fetch its arrays is dropped. */
    this.turn = 0;
    /** Of the last choice: Python sends back the one that it has taken. */
    this.serial = 0;
    /** 1 for each selected point. @type {Uint8Array} */
    this.mask = new Uint8Array(0);
    this.hovered = -1;
    this.opened = -1;
    this.hasCursor = false;
    this.isSpaceDown = false;
    this.hasPanned = false;
    /** @type {Tool} */
    this.tool = matchMedia("(pointer: coarse)").matches ? "pan" : "lasso";
    this.images = false;
    this.labels = false;
    this.isMoved = false;
    this.stopMoving = () => {};
    this.text = "#000000";
    this.background = "#ffffff";
    this.accent = "#0b5fa5";
    /** @type {Pictures | null} */
    this.pictures = null;
    this.sheets = new Sheets(() => this.images && this.panes.forEach((pane) => pane.redraw()));
    /** @type {Captions} */
    this.captions = { labels: new Uint16Array(0), classNames: [], ids: new Uint32Array(0), numTest: 0 };
    /** @type {Float32Array[]} */
    this.positions = [];
    /** @type {Colouring[]} */
    this.colourings = [];
    /** What is muted in each colouring, by what the colouring shows. @type {Map<string, ReadonlySet<number>>} */
    this.muted = new Map();
    /** @type {(Uint16Array | Uint32Array)[]} */
    this.neighbours = [];
    /** @type {Pane[]} */
    this.panes = [];
    /** @type {Legend[]} */
    this.legends = [];
    /** Which image the card shows. */
    this.carded = -1;

    this.toolbar = new Toolbar({
      chooseTool: (tool) => this.set({ tool }),
      zoom: (factor) => this.panes.forEach((pane) => pane.zoom(factor)),
      reset: () => this.panes.forEach((pane) => pane.resetView()),
      toggleImages: () => this.set({ images: !this.images }),
      toggleLabels: () => this.set({ labels: !this.labels }),
      move: () => this.move(),
      clear: () => this.commit(new Uint8Array(this.mask.length), -1),
    });
    this.maps = makeElement("div", "maps");
    this.foot = makeElement("div", "foot");
    this.problem = makeElement("div", "problem");
    this.problem.setAttribute("role", "alert");
    this.card = makeElement("div", "card");
    this.card.popover = "manual";
    this.live = makeElement("div", "live");
    this.live.setAttribute("aria-live", "polite");
    root.replaceChildren(this.toolbar.element, this.problem, this.maps, this.foot, this.card, this.live);
    root.addEventListener("keydown", (event) => this.pressEscape(event));
  }

  destroy() {
    this.turn += 1;
    this.stopMoving();
    this.panes.forEach((pane) => pane.destroy());
    this.root.replaceChildren();
  }

  /**
   * Take over what Python says.
   * @param {Component} component
   * @returns {Promise<void>}
   */
  async update({ data, setStateValue }) {
    this.turn += 1;
    const { turn } = this;
    this.send = (choice) => setStateValue("choice", choice);
    try {
      const [positions, values, labels, ids] = await Promise.all([
        Promise.all(data.maps.map((map) => this.load(map.positions))),
        Promise.all(data.colourings.map((colouring) => this.load(colouring.values))),
        this.load(data.captions.labels),
        this.load(data.captions.ids),
      ]);
      if (turn !== this.turn) return;
      this.captions = {
        labels: new Uint16Array(labels),
        classNames: data.captions.class_names,
        ids: new Uint32Array(ids),
        numTest: data.captions.num_test,
      };
      this.colourings = data.colourings.map((colouring, at) => ({
        ...colouring,
        values: new Uint8Array(values[at]),
      }));
      this.apply(data, positions);
      this.problem.textContent = "";
    } catch (error) {
      if (turn !== this.turn) return;
      this.problem.textContent = "The points of the map could not be fetched: reload the page.";
      throw error;
    }
    // After the first paint: what only a hover needs.
    setTimeout(() => turn === this.turn && this.loadRest(data, turn), 0);
  }

  /**
   * @param {Data} data
   * @param {number} turn
   * @returns {Promise<void>}
   */
  async loadRest(data, turn) {
    this.sheets.keep(data.pictures?.urls ?? []);
    const bytes = await Promise.all(data.neighbours.map((address) => this.load(address)));
    if (turn !== this.turn) return;
    this.neighbours = bytes.map((rows) =>
      data.count <= 1 << 16 ? new Uint16Array(rows) : new Uint32Array(rows),
    );
    this.carded = -1;
  }

  /**
   * @param {Data} data
   * @param {ArrayBuffer[]} positions
   * @returns {void}
   */
  apply(data, positions) {
    const before = this.data;
    const hasSameImages = before !== null && before.captions.ids === data.captions.ids;
    const hasSameMaps =
      before !== null &&
      before.maps.map((map) => map.positions).join() === data.maps.map((map) => map.positions).join();
    this.data = data;
    this.pictures = data.pictures;
    this.neighbours = hasSameMaps ? this.neighbours : [];
    if (!hasSameImages || this.hovered >= data.count) this.hover(-1);
    // What the visitor chose after this was sent counts more.
    if (data.serial >= this.serial || before?.count !== data.count) {
      this.mask = decodeMask(data.selected, data.count);
      this.opened = data.opened;
      this.serial = Math.max(this.serial, data.serial);
    }
    if (!hasSameMaps) {
      this.stopMoving();
      this.isMoved = false;
      this.positions = positions.map(decodePositions);
    }
    this.arrange(data);
    this.panes.forEach((pane, at) => {
      if (!hasSameMaps) {
        pane.isMoving = false;
        pane.place(this.positions[at]);
        pane.resize();
        pane.resetView();
      }
    });
    this.readTheme();
    this.colour();
    this.refresh();
    this.panes.forEach((pane) => pane.drawAll());
    this.root.dataset.drawn = String(data.count);
  }

  /**
   * Have a pane for each map and a legend for each colouring.
   * @param {Data} data
   * @returns {void}
   */
  arrange(data) {
    this.root.style.setProperty("--map-height", `${data.height}px`);
    while (this.panes.length > data.maps.length) this.panes.pop()?.destroy();
    while (this.panes.length < data.maps.length) {
      const pane = new Pane(this);
      this.panes.push(pane);
      this.maps.append(pane.element);
    }
    this.root.classList.toggle("two", data.maps.length === 2);
    this.panes.forEach((pane, at) => {
      pane.overlay.setAttribute("aria-label", `Map of ${data.count} images by ${data.maps[at].title}. ${INSTRUCTIONS}`);
    });
    this.legends.slice(data.colourings.length).forEach((legend) => legend.element.remove());
    this.legends.length = Math.min(this.legends.length, data.colourings.length);
    data.colourings.forEach((colouring, at) => {
      const legend = (this.legends[at] ??= new Legend((muted) => this.mute(at, muted)));
      (data.colourings.length === 1 ? this.foot : this.panes[at].element).append(legend.element);
      const shows = describeColouring(colouring);
      if (legend.element.dataset.shows !== shows) legend.show(this.colourings[at]);
      legend.element.dataset.shows = shows;
    });
  }

  readTheme() {
    const style = getComputedStyle(this.root);
    this.text = style.getPropertyValue("--st-text-color").trim() || "#16202c";
    this.background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
    this.accent = style.getPropertyValue("--st-primary-color").trim() || "#0b5fa5";
  }

  /**
   * @param {number} at number of the pane
   * @returns {Colouring}
   */
  getColouring(at) {
    return this.colourings[Math.min(at, this.colourings.length - 1)];
  }

  colour() {
    const background = parseColour(this.background);
    this.panes.forEach((pane, at) => {
      const colouring = this.getColouring(at);
      const muted = this.muted.get(describeColouring(colouring)) ?? new Set();
      pane.colour(colouring, makePalette(colouring.colours, background), muted);
    });
  }

  /**
   * @param {number} at number of the colouring
   * @param {ReadonlySet<number>} muted
   * @returns {void}
   */
  mute(at, muted) {
    this.muted.set(describeColouring(this.colourings[at]), muted);
    this.colour();
    this.refresh();
  }

  /** Bring everything but the points up to date. */
  refresh() {
    const { data } = this;
    if (!data) return;
    this.panes.forEach((pane, at) => {
      const isAway = at === 0 && this.isMoved;
      const { title } = data.maps[at];
      pane.title.textContent = isAway ? `${data.maps[1].title}, moved here from ${title}` : title;
      // Python's cloud is of the image that it knew as opened.
      pane.cloud = isAway || data.opened !== this.opened ? null : (data.clouds[at] ?? null);
      pane.overlay.dataset.tool = this.tool;
      pane.redrawOverlay();
    });
    this.legends.forEach((legend, at) => {
      const colouring = this.colourings[at];
      legend.update(colouring, this.mask, this.muted.get(describeColouring(colouring)) ?? new Set());
    });
    const selected = countSelected(this.mask);
    this.toolbar.update({
      tool: this.tool,
      images: this.images,
      labels: this.labels,
      hasImages: this.pictures !== null,
      hasLabels: this.colourings.some((colouring) => colouring.names.length > 0),
      isMoved: this.isMoved,
      hasTwo: this.panes.length === 2,
      hasSelection: selected > 0 || this.opened >= 0,
    });
    // For people who debug, and for tests: all else that is drawn are pixels.
    Object.assign(this.root.dataset, { selected, opened: this.opened, hovered: this.hovered });
  }

  /**
   * @param {{ tool?: Tool, images?: boolean, labels?: boolean }} changes
   * @returns {void}
   */
  set(changes) {
    Object.assign(this, changes);
    this.panes.forEach((pane) => pane.redraw());
    this.refresh();
  }

  // What people do.

  /**
   * @param {number} point or -1
   * @param {Pane} [pane] where
   * @param {{ x: number, y: number } | null} [place] of the card in the window
   * @returns {void}
   */
  hover(point, pane, place = null) {
    this.hasCursor = false;
    if (point !== this.hovered) {
      this.hovered = point;
      this.root.dataset.hovered = String(point);
      this.panes.forEach((other) => other.redrawOverlay());
    }
    if (pane) pane.overlay.style.cursor = point >= 0 ? "pointer" : "";
    if (point < 0 || !place) {
      this.card.hidePopover();
      return;
    }
    if (this.carded !== point) this.fillCard(point);
    this.card.showPopover();
    const { offsetWidth, offsetHeight } = this.card;
    const { left, top } = placeCard(
      place.x,
      place.y,
      offsetWidth,
      offsetHeight,
      document.documentElement.clientWidth,
      window.innerHeight,
    );
    Object.assign(this.card.style, { left: `${left}px`, top: `${top}px` });
  }

  /** @param {number} point */
  fillCard(point) {
    const rows = this.neighbours.map((all, at) => {
      const each = all.length / this.mask.length;
      return {
        title: this.data?.maps[at].title ?? "",
        points: Array.from(all.subarray(point * each, (point + 1) * each)),
      };
    });
    fillCard(this.card, point, this.captions, this.pictures, rows);
    this.carded = point;
  }

  /**
   * @param {number[]} points
   * @param {SelectionMode} mode
   * @returns {void}
   */
  choose(points, mode) {
    this.commit(combineMask(this.mask, points, mode), this.opened);
    this.live.textContent = `${countSelected(this.mask)} images are selected.`;
  }

  /**
   * @param {number} point
   * @param {SelectionMode} mode
   * @returns {void}
   */
  open(point, mode) {
    this.commit(combineMask(this.mask, [point], mode), mode === "subtract" ? this.opened : point);
    this.announce(point);
  }

  /**
   * Show a choice at once, and tell Python.
   * @param {Uint8Array} mask
   * @param {number} opened
   * @returns {void}
   */
  commit(mask, opened) {
    if (areEqual(mask, this.mask) && opened === this.opened) return;
    this.mask = mask;
    this.opened = opened;
    this.serial += 1;
    this.panes.forEach((pane) => pane.rank());
    this.refresh();
    this.send({ serial: this.serial, count: mask.length, selected: encodeMask(mask), opened });
  }

  /** @param {number} point */
  announce(point) {
    const { name, where } = describeImage(this.captions, point);
    this.live.textContent = `${name}, ${where}${this.mask[point] ? ", selected" : ""}`;
  }

  /** Move the first map's points to their places on the other one, or back. */
  move() {
    const [pane] = this.panes;
    this.stopMoving();
    this.isMoved = !this.isMoved;
    const from = pane.positions.slice();
    const to = this.positions[this.isMoved ? 1 : 0];
    const between = new Float32Array(from.length);
    this.hover(-1);
    pane.isMoving = true;
    this.refresh();
    this.stopMoving = animate(MOVE_TIME, (share) => {
      pane.isMoving = share < 1;
      blendPositions(from, to, share, between);
      pane.place(share < 1 ? between : to);
      pane.drawAll();
    });
  }

  /** @param {KeyboardEvent} event */
  pressEscape(event) {
    if (event.key !== "Escape") return;
    this.hover(-1);
    const isDrawing = this.panes.map((pane) => pane.cancelGesture()).includes(true);
    if (!isDrawing) this.commit(new Uint8Array(this.mask.length), -1);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Pane} pane
   * @returns {void}
   */
  pressKey(event, pane) {
    const direction = findDirection(event.key);
    if (direction) this.moveCursor(pane, direction);
    else if (event.key === "Enter") this.hovered >= 0 && this.commit(this.mask, this.hovered);
    else if (event.key === "+" || event.key === "=") pane.zoom(1.5);
    else if (event.key === "-") pane.zoom(1 / 1.5);
    else if (event.key === "0") pane.resetView();
    else if (event.key === " ") {
      if (!event.repeat) this.hasPanned = false;
      this.isSpaceDown = true;
    } else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  releaseKey(event) {
    if (event.key !== " ") return;
    this.isSpaceDown = false;
    // Space held while the mouse drags moves the map, and selects nothing.
    if (this.hasPanned || !this.hasCursor) return;
    this.commit(combineMask(this.mask, [this.hovered], this.mask[this.hovered] ? "subtract" : "add"), this.opened);
    this.announce(this.hovered);
  }

  /**
   * @param {Pane} pane
   * @param {[number, number]} direction
   * @returns {void}
   */
  moveCursor(pane, direction) {
    const from = this.hovered >= 0 ? this.hovered : this.opened;
    const point =
      from < 0
        ? pane.pick(pane.width / 2, pane.height / 2, Math.max(pane.width, pane.height))
        : findNext(pane.screen, pane.ranks, pane.screen[2 * from], pane.screen[2 * from + 1], direction);
    if (point < 0) return;
    pane.reveal(point);
    this.hover(point, pane, pane.findPlace(point));
    this.hasCursor = true;
    this.announce(point);
  }
}

/**
 * What parts one colouring from another, besides its values.
 * @param {{ title: string, colours: string[], names: string[] }} colouring
 * @returns {string}
 */
function describeColouring({ title, colours, names }) {
  return JSON.stringify([title, colours, names]);
}

/**
 * Called by Streamlit at first, and whenever the data or the theme have changed.
 * @param {Component} component
 * @returns {() => void} called when the component leaves the page
 */
export default function show(component) {
  const { parentElement } = component;
  let maps = instances.get(parentElement);
  if (!maps) {
    maps = new LinkedMaps(/** @type {HTMLElement} */ (parentElement.querySelector(".linked-maps")));
    instances.set(parentElement, maps);
  }
  maps.update(component);
  return () => {
    instances.get(parentElement)?.destroy();
    instances.delete(parentElement);
  };
}

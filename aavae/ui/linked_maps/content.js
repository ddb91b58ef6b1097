// What Python says of the maps, with the arrays that it gives as addresses.

import { decodePositions } from "./decode.js";

/** @import { Captions } from "./card.js" */
/** @import { Colouring } from "./legend.js" */
/** @import { Cloud } from "./overlay.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Texts } from "./texts.js" */

/**
 * What Python says; arrays are addresses. `colours`: by what points can be coloured, names and titles.
 * @typedef {{
 *   count: number,
 *   maps: { title: string, method: string, positions: string }[],
 *   colourings: (Omit<Colouring, "values"> & { values: string })[],
 *   captions: {
 *     labels: string, class_names: string[], unlabelled: number, ids: string, num_test: number
 *   },
 *   pictures: Pictures | null,
 *   neighbours: string[],
 *   selected: string,
 *   opened: number,
 *   serial: number,
 *   clouds: (Cloud | null)[],
 *   height: number,
 *   style: string,
 *   colours: { titles: [string, string][], chosen: string },
 *   texts: Texts,
 * }} Data
 */

/**
 * The same with its arrays, but for the neighbours, which only a hover needs.
 * @typedef {{
 *   data: Data, positions: Float32Array[], colourings: Colouring[], captions: Captions
 * }} Content
 */

/** For each map the nearest neighbours of each image, one image after the other. */
/** @typedef {(Uint16Array | Uint32Array)[]} Neighbours */

/**
 * @param {Data} data
 * @param {(address: string) => Promise<ArrayBuffer>} load
 * @returns {Promise<Content>}
 */
export async function fetchContent(data, load) {
  const [positions, values, labels, ids] = await Promise.all([
    Promise.all(data.maps.map((map) => load(map.positions))),
    Promise.all(data.colourings.map((colouring) => load(colouring.values))),
    load(data.captions.labels),
    load(data.captions.ids),
  ]);
  return {
    data,
    positions: positions.map(decodePositions),
    colourings: data.colourings.map((colouring, at) => ({
      ...colouring,
      values: new Uint8Array(values[at]),
    })),
    captions: {
      labels: new Uint16Array(labels),
      classNames: data.captions.class_names,
      unlabelled: data.captions.unlabelled,
      ids: new Uint32Array(ids),
      numTest: data.captions.num_test,
      texts: data.texts,
    },
  };
}

/**
 * @param {Data} data
 * @param {(address: string) => Promise<ArrayBuffer>} load
 * @returns {Promise<Neighbours>}
 */
export async function fetchNeighbours(data, load) {
  const bytes = await Promise.all(data.neighbours.map(load));
  return bytes.map((rows) => (data.count <= 1 << 16 ? new Uint16Array(rows) : new Uint32Array(rows)));
}

/**
 * @param {Content | null} content
 * @param {Content | null} other
 * @returns {boolean} whether their points are at the same places
 */
export function haveSameMaps(content, other) {
  return content !== null && other !== null && listPositions(content) === listPositions(other);
}

/**
 * @param {Content | null} content
 * @param {Content | null} other
 * @param {number} at number of a map
 * @returns {boolean} whether the points of this one are at the same places
 */
export function hasSameMap(content, other, at) {
  const map = content?.data.maps[at];
  return map !== undefined && map.positions === other?.data.maps[at]?.positions;
}

/**
 * @param {Content} content
 * @returns {string}
 */
function listPositions({ data }) {
  return data.maps.map((map) => map.positions).join();
}

/**
 * @param {Content | null} content
 * @param {Content | null} other
 * @returns {boolean} whether their points are the same images
 */
export function haveSameImages(content, other) {
  return content !== null && other !== null && content.data.captions.ids === other.data.captions.ids;
}

/**
 * What parts one colouring from another, besides its values.
 * @param {{ title: string, colours: string[], names: string[] }} colouring
 * @returns {string}
 */
export function describeColouring({ title, colours, names }) {
  return JSON.stringify([title, colours, names]);
}

/**
 * The colours of a map: its own, or those of all maps.
 * @param {Content} content
 * @param {number} at number of a map
 * @returns {Colouring}
 */
export function findColouring({ colourings }, at) {
  return colourings[Math.min(at, colourings.length - 1)];
}

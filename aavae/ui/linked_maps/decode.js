// Arrays from Python: deflated bytes at an address, each fetched once.

import { fetchKept } from "../component/kept.js";

/**
 * @param {string} address
 * @returns {Promise<ArrayBuffer>}
 */
async function fetchInflated(address) {
  const { body } = await fetchKept(address);
  if (!body) throw new Error(`${address}: empty`);
  return new Response(body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

/**
 * Remembers what was fetched last.
 * @param {number} limit of arrays
 * @param {(address: string) => Promise<ArrayBuffer>} [fetchBytes]
 * @returns {(address: string) => Promise<ArrayBuffer>}
 */
export function makeStore(limit, fetchBytes = fetchInflated) {
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
export function decodePositions(bytes) {
  const whole = new Uint16Array(bytes);
  const positions = new Float32Array(whole.length);
  for (let i = 0; i < whole.length; i += 2) {
    positions[i] = whole[i] / 65535;
    positions[i + 1] = 1 - whole[i + 1] / 65535;
  }
  return positions;
}

// Numbers for the tests, the same each time.

/**
 * @param {number} seed
 * @returns {() => number} draws a number in [0, 1)
 */
export function makeRandom(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * @param {number} count
 * @param {number} seed
 * @returns {{ screen: Float32Array, ranks: Uint8Array, random: () => number }}
 */
export function drawPlaces(count, seed) {
  const random = makeRandom(seed);
  return {
    screen: Float32Array.from({ length: 2 * count }, () => random() * 340 - 20),
    ranks: Uint8Array.from({ length: count }, () => Math.floor(random() * 3)),
    random,
  };
}

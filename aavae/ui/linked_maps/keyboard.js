// The map by keyboard: arrows go from point to point.

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {string} key of a keyboard event
 * @returns {[number, number] | null} the direction of an arrow
 */
export function findDirection(key) {
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
export function findNext(screen, ranks, x, y, [right, down]) {
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

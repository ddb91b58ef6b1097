// Which points a drawn shape holds.

/**
 * Points inside a closed line, by the even-odd rule.
 * @param {Float32Array} screen x and y of each point
 * @param {Uint8Array} ranks a point of rank 0 is never inside
 * @param {readonly number[]} line x and y of each corner
 * @returns {number[]} positions of the points, ascending
 */
export function findInside(screen, ranks, line) {
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
export function findInBox(screen, ranks, corners) {
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

// Names of the categories on the map, each where its points are.

/**
 * The median of each category's points, which a few strays do not move.
 * @param {Float32Array} positions
 * @param {Uint8Array} values
 * @param {number} count of categories
 * @returns {([number, number] | null)[]} null for a category without points
 */
export function computeMedians(positions, values, count) {
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
export function spreadLabels(labels, height) {
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

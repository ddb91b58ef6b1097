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
export function buildGrid(screen, ranks, width, height) {
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
 * The point nearest to a place; of equally near ones one of the highest rank, which is drawn on top.
 * @param {Grid} grid
 * @param {Float32Array} screen the same as the grid's
 * @param {Uint8Array} ranks
 * @param {number} x
 * @param {number} y
 * @param {number} radius how far it may be, in CSS pixels
 * @returns {number} its position, or -1
 */
export function findNearest(grid, screen, ranks, x, y, radius) {
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
        if (distance === least && nearest >= 0 && ranks[i] <= ranks[nearest]) continue;
        nearest = i;
        least = distance;
      }
    }
  }
  return nearest;
}

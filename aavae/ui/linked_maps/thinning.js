// A drawn line with fewer corners: a mouse leaves hundreds, and each point of a map is compared with all.

/**
 * The line without the corners that hardly bend it (Douglas and Peucker, 1973). Its ends stay, and no part of
 * it moves farther than the tolerance, so that whatever is farther than that from the new line is inside it
 * if, and only if, it was inside the old one.
 * @param {readonly number[]} line x and y of each corner
 * @param {number} tolerance in the line's unit
 * @returns {number[]} x and y of the corners that stay
 */
export function thinLine(line, tolerance) {
  const last = line.length / 2 - 1;
  if (last < 2) return line.slice();
  const stays = new Uint8Array(last + 1);
  stays[0] = stays[last] = 1;
  const parts = [[0, last]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part;
    let farthest = -1;
    let most = tolerance;
    for (let at = from + 1; at < to; at += 1) {
      const distance = measureDistance(line, at, from, to);
      if (distance > most) {
        farthest = at;
        most = distance;
      }
    }
    if (farthest < 0) continue;
    stays[farthest] = 1;
    parts.push([from, farthest], [farthest, to]);
  }
  return line.filter((_, at) => stays[at >> 1]);
}

/**
 * How far a corner is from the stretch between two others: beyond its ends, from the nearer end.
 * @param {readonly number[]} line
 * @param {number} at number of the corner
 * @param {number} from
 * @param {number} to
 * @returns {number}
 */
function measureDistance(line, at, from, to) {
  const [x, y] = [line[2 * from], line[2 * from + 1]];
  const [dx, dy] = [line[2 * to] - x, line[2 * to + 1] - y];
  const [px, py] = [line[2 * at] - x, line[2 * at + 1] - y];
  const length = dx * dx + dy * dy;
  const share = length > 0 ? Math.min(Math.max((px * dx + py * dy) / length, 0), 1) : 0;
  return Math.hypot(px - share * dx, py - share * dy);
}

// Which part of a map a pane shows. A map's points lie in the unit square, with y growing downwards.

/**
 * A point p of the map is at `x + p.x * scale`, `y + p.y * scale` of the pane, in CSS pixels.
 * @typedef {{ scale: number, x: number, y: number }} View
 */

/** How far one can zoom out and in, as multiples of the view of everything. */
export const ZOOM_RANGE = [0.5, 200];

/**
 * The view of the whole map.
 * @param {number} width of the pane
 * @param {number} height
 * @param {number} margin around the map
 * @returns {View}
 */
export function fitView(width, height, margin) {
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
export function zoomView(view, fit, factor, x, y) {
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
export function panView(view, x, y) {
  return { scale: view.scale, x: view.x + x, y: view.y + y };
}

/**
 * The view of the same part of the map after the pane has changed its size.
 * @param {View} view
 * @param {View} before the view of everything, before
 * @param {View} after the same, after
 * @returns {View}
 */
export function refitView(view, before, after) {
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
export function projectPoints(positions, view, screen) {
  const { scale, x, y } = view;
  for (let i = 0; i < positions.length; i += 2) {
    screen[i] = x + positions[i] * scale;
    screen[i + 1] = y + positions[i + 1] * scale;
  }
}

// Canvases with as many pixels as the screen has there.

/**
 * @param {HTMLCanvasElement} canvas it is empty afterwards
 * @param {{ width: number, height: number, ratio: number }} pane in CSS pixels, and how many pixels each has
 * @returns {void}
 */
export function resizeCanvas(canvas, { width, height, ratio }) {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
export function getContext(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

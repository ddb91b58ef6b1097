// The canvas of a map's points, some of which may be pictures.

import { getContext } from "./canvas.js";
import { SHOWN, choosePointSize, drawPoints } from "./draw.js";
import { chooseTiles, findTile } from "./pictures.js";

/** @import { Palette } from "./colour.js" */
/** @import { Pictures, Sheets } from "./pictures.js" */
/** @import { Points } from "./points.js" */
/** @import { Viewport } from "./viewport.js" */

/** Around each picture, in the colour of its point. */
const FRAME = 2;

export class PointsCanvas {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Sheets} sheets
   */
  constructor(canvas, sheets) {
    this.canvas = canvas;
    this.sheets = sheets;
    /** @type {ImageData | null} */
    this.image = null;
    /** Pictures that are drawn, and the side of each. @type {{ point: number, x: number, y: number }[]} */
    this.tiles = [];
    this.cell = 0;
  }

  /**
   * @param {Points} points
   * @param {Palette} palette
   * @param {Viewport} viewport
   * @param {Pictures | null} pictures instead of points
   * @returns {void}
   */
  draw(points, palette, viewport, pictures) {
    const context = getContext(this.canvas);
    const { width, height } = this.canvas;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
    }
    new Uint32Array(this.image.data.buffer).fill(0);
    const { screen, values, ranks, order } = points;
    const size = choosePointSize(ranks.length, viewport.zoomed) * viewport.ratio;
    const diameter = Math.max(1, Math.round(size));
    drawPoints(this.image, screen, viewport.ratio, diameter, values, ranks, palette, order);
    context.putImageData(this.image, 0, 0);
    this.tiles = [];
    if (pictures) this.drawPictures(context, points, viewport, pictures);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Points} points
   * @param {Viewport} viewport
   * @param {Pictures} pictures
   * @returns {void}
   */
  drawPictures(context, { screen, values, ranks, order, colouring }, viewport, pictures) {
    if (!colouring) return;
    const { view, width, height, ratio } = viewport;
    // A tile's pixels become whole pixels of the screen, so that it stays crisp.
    const side = pictures.size * Math.max(1, Math.round(ratio));
    const cell = (side + 2 * FRAME) / ratio;
    context.imageSmoothingEnabled = false;
    this.cell = cell;
    this.tiles = chooseTiles(screen, ranks, view, cell, width, height, order);
    for (const tile of this.tiles) {
      const { url, column, row } = findTile(pictures, tile.point);
      const sheet = this.sheets.get(url);
      if (!sheet) continue;
      const x = Math.round(tile.x * ratio);
      const y = Math.round(tile.y * ratio);
      context.clearRect(x, y, side + 2 * FRAME, side + 2 * FRAME);
      context.globalAlpha = ranks[tile.point] === SHOWN ? 1 : 0.25;
      context.fillStyle = colouring.colours[values[tile.point]];
      context.fillRect(x, y, side + 2 * FRAME, side + 2 * FRAME);
      const size = pictures.size;
      context.drawImage(sheet, column * size, row * size, size, size, x + FRAME, y + FRAME, side, side);
    }
    context.globalAlpha = 1;
  }

  /**
   * @param {number} x in the pane
   * @param {number} y
   * @returns {number} the point whose picture is there, or -1
   */
  pickPicture(x, y) {
    const { cell } = this;
    const tile = this.tiles.find(
      (each) => x >= each.x && x < each.x + cell && y >= each.y && y < each.y + cell,
    );
    return tile ? tile.point : -1;
  }
}

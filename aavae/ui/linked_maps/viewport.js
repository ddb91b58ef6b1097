// A pane's size, and the view that people pan and zoom there.

import { fitView, panView, refitView, zoomView } from "./view.js";

/** @import { View } from "./view.js" */

/** Around the whole map, in CSS pixels. */
const MARGIN = 14;

export class Viewport {
  /** @param {() => void} onMove called when another part of the map is shown */
  constructor(onMove) {
    this.onMove = onMove;
    /** In CSS pixels; 0: there has been no room yet. */
    this.width = 0;
    this.height = 0;
    /** Pixels of the screen in a CSS pixel. */
    this.ratio = 1;
    /** The view of everything. @type {View} */
    this.fit = { scale: 1, x: 0, y: 0 };
    /** @type {View} */
    this.view = this.fit;
  }

  /** @returns {number} 1 where everything is seen, more from near */
  get zoomed() {
    return this.view.scale / this.fit.scale;
  }

  /**
   * Take over a size; the same part of the map stays in sight.
   * @param {number} width
   * @param {number} height
   * @param {number} ratio
   * @returns {boolean} whether it is a new one
   */
  resize(width, height, ratio) {
    // In a hidden tab there is no room at all: what was drawn stays until there is.
    if (width === 0 || height === 0) return false;
    if (width === this.width && height === this.height && ratio === this.ratio) return false;
    const fit = fitView(width, height, MARGIN);
    this.view = this.width === 0 ? fit : refitView(this.view, this.fit, fit);
    Object.assign(this, { width, height, ratio, fit });
    return true;
  }

  /**
   * @param {number} x by how many pixels the map moves
   * @param {number} y
   * @returns {void}
   */
  pan(x, y) {
    this.setView(panView(this.view, x, y));
  }

  /**
   * Zoom around a place of the pane: around its middle, unless another one is given.
   * @param {number} factor above 1: closer
   * @param {number} [x]
   * @param {number} [y]
   * @returns {void}
   */
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    this.setView(zoomView(this.view, this.fit, factor, x, y));
  }

  /** Show everything. */
  reset() {
    this.setView(this.fit);
  }

  /**
   * @param {View} view
   * @returns {void}
   */
  setView(view) {
    this.view = view;
    this.onMove();
  }

  /**
   * Move the map so that a place of the pane is in sight.
   * @param {number} x
   * @param {number} y
   * @returns {boolean} whether it was out of sight
   */
  reveal(x, y) {
    if (x >= 0 && x <= this.width && y >= 0 && y <= this.height) return false;
    this.pan(this.width / 2 - x, this.height / 2 - y);
    return true;
  }
}

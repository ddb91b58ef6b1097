// One map: its canvases, and what is drawn on them.

import { makeElement } from "./card.js";
import { SHOWN, choosePointSize, drawPoints, makeOrder, rankPoints } from "./draw.js";
import { Gestures } from "./gestures.js";
import { computeMedians } from "./labels.js";
import { drawCloud, drawGesture, drawLabels, drawRing } from "./overlay.js";
import { buildGrid, findNearest } from "./picking.js";
import { chooseTiles, findTile } from "./pictures.js";
import { fitView, panView, projectPoints, refitView, zoomView } from "./view.js";

/** @import { Palette } from "./colour.js" */
/** @import { Colouring } from "./legend.js" */
/** @import { Cloud } from "./overlay.js" */
/** @import { Grid } from "./picking.js" */
/** @import { Pictures, Sheets } from "./pictures.js" */
/** @import { SelectionMode } from "./selection.js" */
/** @import { Tool } from "./toolbar.js" */
/** @import { View } from "./view.js" */

/**
 * What all maps share, and what a map tells the others.
 * @typedef {{
 *   tool: Tool, images: boolean, labels: boolean, mask: Uint8Array, hovered: number, opened: number,
 *   pictures: Pictures | null, sheets: Sheets, text: string, background: string, accent: string,
 *   hover: (point: number, pane: Pane, place: { x: number, y: number } | null) => void,
 *   choose: (points: number[], mode: SelectionMode) => void,
 *   open: (point: number, mode: SelectionMode) => void,
 *   pressKey: (event: KeyboardEvent, pane: Pane) => void,
 *   releaseKey: (event: KeyboardEvent) => void,
 *   isSpaceDown: boolean, hasPanned: boolean,
 * }} Shared
 */

const MARGIN = 14;
/** Around each picture, in the colour of its point. */
const FRAME = 2;

export class Pane {
  /** @param {Shared} shared */
  constructor(shared) {
    this.shared = shared;
    this.element = makeElement("section", "pane");
    this.title = makeElement("span", "pane-title");
    this.method = makeElement("span", "pane-method");
    this.note = makeElement("span", "pane-note");
    const head = makeElement("div", "pane-head");
    head.append(this.title, this.method, this.note);
    this.stage = makeElement("div", "stage");
    this.points = document.createElement("canvas");
    this.overlay = document.createElement("canvas");
    this.points.className = "points";
    this.overlay.className = "overlay";
    this.overlay.tabIndex = 0;
    this.overlay.setAttribute("role", "application");
    this.stage.append(this.points, this.overlay);
    this.element.append(head, this.stage);

    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    /** @type {View} */
    this.fit = { scale: 1, x: 0, y: 0 };
    /** @type {View} */
    this.view = this.fit;
    /** Where the points are; during a move neither here nor there. @type {Float32Array} */
    this.positions = new Float32Array(0);
    this.screen = new Float32Array(0);
    /** @type {Uint8Array} */
    this.values = new Uint8Array(0);
    this.ranks = new Uint8Array(0);
    /** @type {Uint32Array} */
    this.order = new Uint32Array(0);
    /** @type {Palette} */
    this.palette = { full: new Uint32Array(0), faint: new Uint32Array(0), grey: 0 };
    /** @type {Colouring | null} */
    this.colouring = null;
    /** @type {ReadonlySet<number>} */
    this.muted = new Set();
    /** @type {Cloud | null} */
    this.cloud = null;
    this.isMoving = false;
    /** @type {Grid | null} null: the points have moved since */
    this.grid = null;
    /** @type {([number, number] | null)[] | null} */
    this.medians = null;
    /** Pictures that are drawn, and the side of each. @type {{ point: number, x: number, y: number }[]} */
    this.tiles = [];
    this.cell = 0;
    /** @type {ImageData | null} */
    this.image = null;
    this.frame = 0;
    this.isStale = true;

    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.stage);
    this.gestures = new Gestures(this);
  }

  /** Let go of everything. */
  destroy() {
    this.resizing.disconnect();
    cancelAnimationFrame(this.frame);
    this.element.remove();
  }

  // What is shown.

  /**
   * @param {Float32Array} positions
   * @returns {void}
   */
  place(positions) {
    this.positions = positions;
    if (this.screen.length !== positions.length) this.screen = new Float32Array(positions.length);
    this.medians = null;
    this.redraw();
  }

  /**
   * @param {Colouring} colouring
   * @param {Palette} palette
   * @param {ReadonlySet<number>} muted
   * @returns {void}
   */
  colour(colouring, palette, muted) {
    if (this.colouring?.values !== colouring.values) this.medians = null;
    this.colouring = colouring;
    this.values = colouring.values;
    this.palette = palette;
    this.muted = muted;
    this.rank();
  }

  /** Take over a change of the selection. */
  rank() {
    if (this.ranks.length !== this.values.length) {
      this.ranks = new Uint8Array(this.values.length);
      this.order = makeOrder(this.values.length);
    }
    rankPoints(this.values, this.shared.mask, this.muted, this.ranks);
    this.redraw();
  }

  /**
   * @param {View} view
   * @returns {void}
   */
  setView(view) {
    this.view = view;
    this.redraw();
  }

  /** @param {number} factor */
  zoom(factor) {
    this.setView(zoomView(this.view, this.fit, factor, this.width / 2, this.height / 2));
  }

  resetView() {
    this.setView(this.fit);
  }

  resize() {
    const width = this.stage.clientWidth;
    const height = this.stage.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    // In a hidden tab there is no room at all: what was drawn stays until there is.
    if (width === 0 || height === 0) return;
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    const fit = fitView(width, height, MARGIN);
    this.view = this.width === 0 ? fit : refitView(this.view, this.fit, fit);
    Object.assign(this, { width, height, ratio, fit, image: null });
    for (const canvas of [this.points, this.overlay]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    // At once: a canvas whose size has changed is empty.
    this.isStale = true;
    this.drawAll();
  }

  // Drawing.

  /** Draw everything in the next frame. */
  redraw() {
    this.isStale = true;
    this.grid = null;
    this.redrawOverlay();
  }

  /** Draw what lies over the points in the next frame. */
  redrawOverlay() {
    this.frame ||= requestAnimationFrame(() => this.drawAll());
  }

  drawAll() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.width === 0 || this.ranks.length * 2 !== this.positions.length) return;
    if (this.isStale) this.drawPoints();
    this.isStale = false;
    this.drawOverlay();
  }

  drawPoints() {
    const context = getContext(this.points);
    const { width, height } = this.points;
    projectPoints(this.positions, this.view, this.screen);
    this.grid = null;
    this.image ??= context.createImageData(width, height);
    new Uint32Array(this.image.data.buffer).fill(0);
    const size = choosePointSize(this.ranks.length, this.view.scale / this.fit.scale) * this.ratio;
    const diameter = Math.max(1, Math.round(size));
    const { image, screen, ratio, values, ranks, palette, order } = this;
    drawPoints(image, screen, ratio, diameter, values, ranks, palette, order);
    context.putImageData(image, 0, 0);
    this.tiles = [];
    if (this.shared.images && this.shared.pictures && !this.isMoving) this.drawPictures(context);
    const { scale, x, y } = this.view;
    this.overlay.dataset.view = `${scale} ${x} ${y}`;
    this.overlay.dataset.colours = this.colouring?.title ?? "";
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @returns {void}
   */
  drawPictures(context) {
    const { pictures, sheets } = this.shared;
    if (!pictures || !this.colouring) return;
    // A tile's pixels become whole pixels of the screen, so that it stays crisp.
    const side = pictures.size * Math.max(1, Math.round(this.ratio));
    const cell = (side + 2 * FRAME) / this.ratio;
    context.imageSmoothingEnabled = false;
    this.cell = cell;
    const { screen, ranks, view, width, height, order } = this;
    this.tiles = chooseTiles(screen, ranks, view, cell, width, height, order);
    for (const tile of this.tiles) {
      const { url, column, row } = findTile(pictures, tile.point);
      const sheet = sheets.get(url);
      if (!sheet) continue;
      const x = Math.round(tile.x * this.ratio);
      const y = Math.round(tile.y * this.ratio);
      context.clearRect(x, y, side + 2 * FRAME, side + 2 * FRAME);
      context.globalAlpha = this.ranks[tile.point] === SHOWN ? 1 : 0.25;
      context.fillStyle = this.colouring.colours[this.values[tile.point]];
      context.fillRect(x, y, side + 2 * FRAME, side + 2 * FRAME);
      const size = pictures.size;
      context.drawImage(sheet, column * size, row * size, size, size, x + FRAME, y + FRAME, side, side);
    }
    context.globalAlpha = 1;
  }

  drawOverlay() {
    const context = getContext(this.overlay);
    const { shared, view } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    if (shared.labels && !this.isMoving) {
      context.font = `600 15px ${getComputedStyle(this.stage).fontFamily}`;
      drawLabels(context, this.findNames(), view, shared);
    }
    const opened = this.locate(shared.opened);
    if (opened) {
      if (this.cloud && !this.isMoving) drawCloud(context, this.cloud, opened, view, shared);
      drawRing(context, opened.x, opened.y, 9, shared.accent, shared);
    }
    const hovered = this.locate(shared.hovered);
    if (hovered) drawRing(context, hovered.x, hovered.y, 7, shared.text, shared);
    if (this.gestures.current) drawGesture(context, this.gestures.current, shared);
  }

  /** @returns {{ name: string, place: [number, number] }[]} categories that are not muted, and their medians */
  findNames() {
    const names = this.colouring?.names ?? [];
    this.medians ??= computeMedians(this.positions, this.values, names.length);
    return names.flatMap((name, value) => {
      const place = this.medians?.[value];
      return place && !this.muted.has(value) ? [{ name, place }] : [];
    });
  }

  /**
   * @param {number} point or -1
   * @returns {{ x: number, y: number } | null} its place in the pane
   */
  locate(point) {
    return point < 0 ? null : { x: this.screen[2 * point], y: this.screen[2 * point + 1] };
  }

  // What people do.

  /**
   * @param {number} x in the pane
   * @param {number} y
   * @param {number} radius
   * @returns {number} the point there, or -1
   */
  pick(x, y, radius) {
    if (this.isMoving || this.width === 0) return -1;
    if (this.isStale) this.drawAll();
    const { cell } = this;
    const tile = this.tiles.find(
      (each) => x >= each.x && x < each.x + cell && y >= each.y && y < each.y + cell,
    );
    if (tile) return tile.point;
    this.grid ??= buildGrid(this.screen, this.ranks, this.width, this.height);
    return findNearest(this.grid, this.screen, this.ranks, x, y, radius);
  }

  /**
   * @param {number} point
   * @returns {{ x: number, y: number }} its place in the window
   */
  findPlace(point) {
    const bounds = this.overlay.getBoundingClientRect();
    return { x: bounds.left + this.screen[2 * point], y: bounds.top + this.screen[2 * point + 1] };
  }

  /**
   * Move the map so that a point is in sight.
   * @param {number} point
   * @returns {void}
   */
  reveal(point) {
    const x = this.screen[2 * point];
    const y = this.screen[2 * point + 1];
    if (x >= 0 && x <= this.width && y >= 0 && y <= this.height) return;
    this.setView(panView(this.view, this.width / 2 - x, this.height / 2 - y));
    this.drawAll();
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
function getContext(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

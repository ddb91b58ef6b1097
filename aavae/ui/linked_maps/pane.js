// One map: its canvases, what is drawn on them, and what the pointer does there.

import { makeElement } from "./card.js";
import { SHOWN, choosePointSize, drawPoints, makeOrder, rankPoints } from "./draw.js";
import { computeMedians, spreadLabels } from "./labels.js";
import { findInBox, findInside } from "./lasso.js";
import { buildGrid, findNearest } from "./picking.js";
import { chooseTiles, findTile } from "./pictures.js";
import { chooseMode } from "./selection.js";
import { fitView, panView, projectPoints, refitView, zoomView } from "./view.js";

/** @import { Palette } from "./colour.js" */
/** @import { Colouring } from "./legend.js" */
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

/** @typedef {{ points: [number, number][], label: string }} Cloud */

/** @typedef {{ kind: "lasso" | "box" | "pan" | "pinch", line: number[], moved: number }} Gesture */

const MARGIN = 14;
/** How near the pointer must be to a point, in CSS pixels. */
const MOUSE_RADIUS = 12;
const TOUCH_RADIUS = 22;
/** A pointer that moves less has clicked. */
const CLICK_SLACK = 5;
/** Around each picture, in the colour of its point. */
const FRAME = 2;
const LABEL_HEIGHT = 20;

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
    /** @type {Map<number, { x: number, y: number }>} */
    this.pointers = new Map();
    /** @type {Gesture | null} */
    this.gesture = null;
    this.frame = 0;
    this.isStale = true;

    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.stage);
    this.listen();
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
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    if (this.shared.labels && this.colouring?.names.length && !this.isMoving) this.drawLabels(context);
    if (this.cloud && !this.isMoving) this.drawCloud(context, this.cloud);
    this.drawRing(context, this.shared.opened, 9, this.shared.accent);
    this.drawRing(context, this.shared.hovered, 7, this.shared.text);
    if (this.gesture) this.drawGesture(context, this.gesture);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} point
   * @param {number} radius
   * @param {string} colour
   * @returns {void}
   */
  drawRing(context, point, radius, colour) {
    if (point < 0) return;
    context.beginPath();
    context.arc(this.screen[2 * point], this.screen[2 * point + 1], radius, 0, 2 * Math.PI);
    // A rim in the colour of the background, so that it stands out from any crowd.
    for (const [width, style] of /** @type {[number, string][]} */ ([
      [6, this.shared.background],
      [2.5, colour],
    ])) {
      context.lineWidth = width;
      context.strokeStyle = style;
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Cloud} cloud
   * @returns {void}
   */
  drawCloud(context, cloud) {
    // In no class's colour, so that it stands out from any crowd.
    const { opened, text, background } = this.shared;
    if (opened < 0) return;
    const { scale, x, y } = this.view;
    context.strokeStyle = text;
    context.lineWidth = 1;
    context.globalAlpha = 0.5;
    context.beginPath();
    for (const [u, v] of cloud.points) {
      context.moveTo(this.screen[2 * opened], this.screen[2 * opened + 1]);
      context.lineTo(x + u * scale, y + (1 - v) * scale);
    }
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = text;
    context.strokeStyle = background;
    for (const [u, v] of cloud.points) {
      const px = x + u * scale;
      const py = y + (1 - v) * scale;
      context.beginPath();
      context.moveTo(px, py - 6);
      context.lineTo(px + 6, py);
      context.lineTo(px, py + 6);
      context.lineTo(px - 6, py);
      context.closePath();
      context.fill();
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @returns {void}
   */
  drawLabels(context) {
    const names = this.colouring?.names ?? [];
    this.medians ??= computeMedians(this.positions, this.values, names.length);
    const { scale, x, y } = this.view;
    context.font = `600 15px ${getComputedStyle(this.stage).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const labels = names.flatMap((name, value) => {
      const median = this.medians?.[value];
      if (!median || this.muted.has(value)) return [];
      const width = context.measureText(name).width + 8;
      return [{ name, x: x + median[0] * scale, y: y + median[1] * scale, width }];
    });
    const heights = spreadLabels(labels, LABEL_HEIGHT);
    labels.forEach((label, at) => {
      context.lineJoin = "round";
      context.lineWidth = 5;
      context.strokeStyle = this.shared.background;
      context.strokeText(label.name, label.x, heights[at]);
      context.fillStyle = this.shared.text;
      context.fillText(label.name, label.x, heights[at]);
    });
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Gesture} gesture
   * @returns {void}
   */
  drawGesture(context, { kind, line }) {
    if (kind === "pan" || kind === "pinch") return;
    context.beginPath();
    if (kind === "box") {
      const [ax, ay, bx, by] = [...line.slice(0, 2), ...line.slice(-2)];
      context.rect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
    } else {
      for (let at = 0; at < line.length; at += 2) context.lineTo(line[at], line[at + 1]);
      context.closePath();
    }
    context.fillStyle = this.shared.accent;
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.strokeStyle = this.shared.accent;
    context.stroke();
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

  cancelGesture() {
    const isDrawing = this.gesture !== null;
    this.gesture = null;
    this.redrawOverlay();
    return isDrawing;
  }

  listen() {
    const canvas = this.overlay;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    canvas.addEventListener("pointerup", (event) => this.release(event));
    canvas.addEventListener("pointercancel", (event) => {
      this.pointers.delete(event.pointerId);
      this.cancelGesture();
    });
    canvas.addEventListener("pointerleave", (event) => {
      // A finger that is lifted leaves, too, but its card is to be read.
      if (event.pointerType !== "touch") this.shared.hover(-1, this, null);
    });
    canvas.addEventListener("wheel", (event) => this.turnWheel(event), { passive: false });
    canvas.addEventListener("dblclick", () => this.resetView());
    canvas.addEventListener("contextmenu", (event) => {
      // With Ctrl, a click on a Mac asks for a menu; here it takes points away.
      if (event.ctrlKey) event.preventDefault();
    });
    canvas.addEventListener("keydown", (event) => this.shared.pressKey(event, this));
    canvas.addEventListener("keyup", (event) => this.shared.releaseKey(event));
    canvas.addEventListener("blur", () => (this.shared.isSpaceDown = false));
  }

  /**
   * @param {MouseEvent} event
   * @returns {{ x: number, y: number }}
   */
  locate(event) {
    const bounds = this.overlay.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  /** @param {PointerEvent} event */
  press(event) {
    const place = this.locate(event);
    this.overlay.setPointerCapture(event.pointerId);
    this.overlay.focus({ preventScroll: true });
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size === 2) {
      this.gesture = { kind: "pinch", line: [], moved: 0 };
      return;
    }
    const isPan = event.button === 1 || this.shared.isSpaceDown;
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    if (event.button > 1 || this.isMoving) return;
    this.gesture = { kind: isPan ? "pan" : this.shared.tool, line: [place.x, place.y], moved: 0 };
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const place = this.locate(event);
    const before = this.pointers.get(event.pointerId);
    const gesture = this.gesture;
    if (!before) {
      if (event.pointerType !== "touch") {
        const point = this.pick(place.x, place.y, MOUSE_RADIUS);
        this.shared.hover(point, this, { x: event.clientX, y: event.clientY });
      }
      return;
    }
    if (gesture?.kind === "pinch") this.pinch(event.pointerId, place);
    this.pointers.set(event.pointerId, place);
    if (!gesture || gesture.kind === "pinch") return;
    const dx = place.x - before.x;
    const dy = place.y - before.y;
    gesture.moved += Math.hypot(dx, dy);
    if (gesture.moved < CLICK_SLACK) return;
    this.shared.hover(-1, this, null);
    if (gesture.kind === "pan") {
      this.shared.hasPanned = true;
      this.setView(panView(this.view, dx, dy));
    } else {
      gesture.line.push(place.x, place.y);
      this.redrawOverlay();
    }
  }

  /**
   * @param {number} id of the finger that moves
   * @param {{ x: number, y: number }} place
   * @returns {void}
   */
  pinch(id, place) {
    const moving = this.pointers.get(id);
    const [still] = [...this.pointers].filter(([other]) => other !== id).map(([, other]) => other);
    if (!moving || !still) return;
    const before = Math.hypot(moving.x - still.x, moving.y - still.y);
    const after = Math.hypot(place.x - still.x, place.y - still.y);
    const factor = after / Math.max(before, 1);
    this.setView(zoomView(this.view, this.fit, factor, still.x, still.y));
  }

  /** @param {PointerEvent} event */
  release(event) {
    const place = this.locate(event);
    this.pointers.delete(event.pointerId);
    const gesture = this.gesture;
    if (!gesture) return;
    if (gesture.kind === "pinch") {
      if (this.pointers.size === 0) this.gesture = null;
      return;
    }
    this.cancelGesture();
    const mode = chooseMode(event);
    if (gesture.moved < CLICK_SLACK) {
      if (event.button !== 0) return;
      const isTouch = event.pointerType === "touch";
      const point = this.pick(place.x, place.y, isTouch ? TOUCH_RADIUS : MOUSE_RADIUS);
      if (isTouch) this.shared.hover(point, this, { x: event.clientX, y: event.clientY });
      if (point >= 0) this.shared.open(point, mode);
      return;
    }
    const { kind, line } = gesture;
    if (kind === "lasso") this.shared.choose(findInside(this.screen, this.ranks, line), mode);
    if (kind === "box") {
      const corners = [...line.slice(0, 2), ...line.slice(-2)];
      this.shared.choose(findInBox(this.screen, this.ranks, corners), mode);
    }
  }

  /** @param {WheelEvent} event */
  turnWheel(event) {
    event.preventDefault();
    // Some mice count in lines, and a pinch on a trackpad is a wheel with Ctrl that turns slowly.
    const turned = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 5 : 1);
    const { x, y } = this.locate(event);
    this.setView(zoomView(this.view, this.fit, Math.exp(-turned / 400), x, y));
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
function getContext(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

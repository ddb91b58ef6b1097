// One map on the page: its canvases, drawn when something has changed, and what people do there.

import { MOVE_TIME, animate, blendPositions } from "./animation.js";
import { resizeCanvas } from "./canvas.js";
import { makeElement } from "./card.js";
import { Gestures } from "./gestures.js";
import { findInBox, findInside } from "./lasso.js";
import { drawOverlay } from "./overlay_canvas.js";
import { Points } from "./points.js";
import { PointsCanvas } from "./points_canvas.js";
import { thinLine } from "./thinning.js";
import { ICONS, makeButton } from "./toolbar.js";
import { Viewport } from "./viewport.js";

/** @import { Palette } from "./colour.js" */
/** @import { Colouring } from "./legend.js" */
/** @import { Cloud, Ink } from "./overlay.js" */
/** @import { Pictures, Sheets } from "./pictures.js" */
/** @import { SelectionMode } from "./selection.js" */
/** @import { Tool } from "./toolbar.js" */

/**
 * What a map says of what people do there.
 * @typedef {{
 *   hover: (point: number, place: { x: number, y: number } | null) => void,
 *   choose: (points: number[], mode: SelectionMode) => void,
 *   open: (point: number, mode: SelectionMode) => void,
 *   pan: () => void,
 *   isSpaceDown: () => boolean,
 *   pressKey: (event: KeyboardEvent) => void,
 *   releaseKey: (event: KeyboardEvent) => void,
 *   letGo: () => void,
 *   detach: (() => void) | null,
 * }} PaneActions `detach` opens it in a window of its own; null: it is in one
 */

/**
 * What a map shows besides its points. `pictures`: instead of points; `labels`: whether the categories' names
 * are written.
 * @typedef {{
 *   title: string,
 *   method: string,
 *   cloud: Cloud | null,
 *   opened: number,
 *   tool: Tool,
 *   pictures: Pictures | null,
 *   labels: boolean,
 *   ink: Ink,
 * }} PaneLook
 */

/** By how much a lasso may move when corners are left out, in CSS pixels: less than a point's radius. */
const LASSO_TOLERANCE = 0.75;

export class Pane {
  /**
   * @param {number} at the map's number
   * @param {PaneActions} actions
   * @param {Sheets} sheets
   * @param {string} detachTitle of the button that opens the map in a window of its own
   */
  constructor(at, actions, sheets, detachTitle) {
    this.at = at;
    this.actions = actions;
    this.element = makeElement("section", "pane");
    this.title = makeElement("span", "pane-title");
    this.method = makeElement("span", "pane-method");
    this.note = makeElement("span", "pane-note");
    const head = makeElement("div", "pane-head");
    head.append(this.title, this.method, this.note);
    if (actions.detach) head.append(makeButton(detachTitle, ICONS.detach, actions.detach));
    this.stage = makeElement("div", "stage");
    this.canvas = document.createElement("canvas");
    this.overlay = document.createElement("canvas");
    this.canvas.className = "points";
    this.overlay.className = "overlay";
    this.overlay.tabIndex = 0;
    this.overlay.setAttribute("role", "application");
    this.stage.append(this.canvas, this.overlay);
    this.element.append(head, this.stage);

    this.points = new Points();
    this.viewport = new Viewport(() => this.redraw());
    this.drawing = new PointsCanvas(this.canvas, sheets);
    /** @type {Palette} */
    this.palette = { full: new Uint32Array(0), faint: new Uint32Array(0), grey: 0 };
    /** @type {PaneLook | null} */
    this.look = null;
    this.hovered = -1;
    /** Of the hovered point. @type {ArrayLike<number>} */
    this.neighbours = [];
    this.isMoving = false;
    this.stopMoving = () => {};
    this.frame = 0;
    this.isStale = true;

    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.stage);
    this.overlay.addEventListener("keydown", (event) => actions.pressKey(event));
    this.overlay.addEventListener("keyup", (event) => actions.releaseKey(event));
    this.overlay.addEventListener("blur", () => actions.letGo());
    this.gestures = new Gestures(this.overlay, {
      findTool: () => this.findTool(),
      pick: (x, y, radius) => this.pick(x, y, radius),
      hover: (point, place) => this.hover(point, place),
      open: (point, mode) => actions.open(point, mode),
      enclose: (shape, line, mode) => this.enclose(shape, line, mode),
      pan: (x, y) => {
        actions.pan();
        this.viewport.pan(x, y);
      },
      centre: (x, y) => this.viewport.pan(this.viewport.width / 2 - x, this.viewport.height / 2 - y),
      zoom: (factor, x, y) => this.viewport.zoom(factor, x, y),
      reset: () => this.viewport.reset(),
      redraw: () => this.redrawOverlay(),
    });
  }

  /** Let go of everything. */
  destroy() {
    this.stopMoving();
    this.resizing.disconnect();
    cancelAnimationFrame(this.frame);
    this.element.remove();
  }

  // What is shown.

  /**
   * Show another map: all of it.
   * @param {Float32Array} positions
   * @returns {void}
   */
  place(positions) {
    this.stopMoving();
    this.isMoving = false;
    this.points.place(positions);
    this.redraw();
    this.resize();
    this.viewport.reset();
  }

  /**
   * Move the points to other places, before people's eyes.
   * @param {Float32Array} positions
   * @returns {void}
   */
  moveTo(positions) {
    this.stopMoving();
    const from = this.points.positions.slice();
    const between = new Float32Array(from.length);
    this.isMoving = true;
    this.stopMoving = animate(MOVE_TIME, (share) => {
      this.isMoving = share < 1;
      blendPositions(from, positions, share, between);
      this.points.place(share < 1 ? between : positions);
      this.redraw();
      this.drawAll();
    });
  }

  /**
   * @param {Colouring} colouring
   * @param {Palette} palette
   * @param {Uint8Array} mask 1 for each selected point
   * @param {ReadonlySet<number>} muted values that are muted
   * @returns {void}
   */
  colour(colouring, palette, mask, muted) {
    this.palette = palette;
    this.points.rank(colouring, mask, muted);
    this.redraw();
  }

  /**
   * @param {PaneLook} look
   * @returns {void}
   */
  show(look) {
    const { title, method, cloud, tool, pictures } = look;
    if (pictures !== this.look?.pictures) this.redraw();
    this.look = look;
    this.title.textContent = title;
    this.method.textContent = method;
    this.note.textContent = cloud ? `◆ ${cloud.label}` : "";
    this.overlay.dataset.tool = tool;
    this.redrawOverlay();
  }

  /**
   * Draw a ring around the point that is hovered here or on another map, and smaller ones around its neighbours.
   * @param {number} point or -1
   * @param {ArrayLike<number>} neighbours
   * @returns {void}
   */
  ring(point, neighbours) {
    this.hovered = point;
    this.neighbours = neighbours;
    this.redrawOverlay();
  }

  resize() {
    const { clientWidth, clientHeight } = this.stage;
    if (!this.viewport.resize(clientWidth, clientHeight, window.devicePixelRatio || 1)) return;
    resizeCanvas(this.canvas, this.viewport);
    resizeCanvas(this.overlay, this.viewport);
    // At once: a canvas whose size has changed is empty.
    this.isStale = true;
    this.drawAll();
  }

  // Drawing.

  /** Draw everything in the next frame. */
  redraw() {
    this.isStale = true;
    this.redrawOverlay();
  }

  /** Draw what lies over the points in the next frame. */
  redrawOverlay() {
    this.frame ||= requestAnimationFrame(() => this.drawAll());
  }

  drawAll() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.viewport.width === 0 || !this.points.isComplete) return;
    if (this.isStale) this.drawPoints();
    this.isStale = false;
    this.drawOverlay();
  }

  drawPoints() {
    const { points, viewport } = this;
    points.project(viewport.view);
    this.drawing.draw(points, this.palette, viewport, this.isMoving ? null : (this.look?.pictures ?? null));
    const { scale, x, y } = viewport.view;
    this.overlay.dataset.view = `${scale} ${x} ${y}`;
    this.overlay.dataset.colours = points.colouring?.title ?? "";
  }

  drawOverlay() {
    if (!this.look) return;
    const { hovered, neighbours, isMoving } = this;
    const gesture = this.gestures.current;
    const marks = { ...this.look, hovered, neighbours, gesture };
    // Names and views are of places that the points have left.
    if (isMoving) Object.assign(marks, { labels: false, cloud: null });
    drawOverlay(this.overlay, this.points, this.viewport, marks);
  }

  // What people do.

  /** @returns {Tool | null} what a drag does that begins now; null: nothing, while points move */
  findTool() {
    if (this.isMoving || !this.look) return null;
    return this.actions.isSpaceDown() ? "pan" : this.look.tool;
  }

  /**
   * @param {number} x in the pane
   * @param {number} y
   * @param {number} radius
   * @returns {number} the point there, or -1
   */
  pick(x, y, radius) {
    if (this.isMoving || this.viewport.width === 0) return -1;
    if (this.isStale) this.drawAll();
    const pictured = this.drawing.pickPicture(x, y);
    return pictured >= 0 ? pictured : this.points.pick(x, y, radius, this.viewport);
  }

  /**
   * @param {number} point or -1
   * @param {{ x: number, y: number } | null} place in the window
   * @returns {void}
   */
  hover(point, place) {
    this.actions.hover(point, place);
    this.overlay.style.cursor = point >= 0 ? "pointer" : "";
  }

  /**
   * @param {"lasso" | "box"} shape
   * @param {number[]} line that was drawn
   * @param {SelectionMode} mode
   * @returns {void}
   */
  enclose(shape, line, mode) {
    const { screen, ranks } = this.points;
    const points =
      shape === "lasso"
        ? findInside(screen, ranks, thinLine(line, LASSO_TOLERANCE))
        : findInBox(screen, ranks, [...line.slice(0, 2), ...line.slice(-2)]);
    this.actions.choose(points, mode);
  }

  /**
   * Where the cursor goes from a point; from none, to the one that is nearest to the middle.
   * @param {number} from a point, or -1
   * @param {[number, number]} direction of an arrow
   * @returns {number} a point, or -1
   */
  findNext(from, direction) {
    const { width, height } = this.viewport;
    if (from < 0) return this.pick(width / 2, height / 2, Math.max(width, height));
    return this.points.findNext(from, direction);
  }

  /**
   * Point at an image, as the mouse does; the map moves so that it is in sight.
   * @param {number} point
   * @returns {void}
   */
  pointAt(point) {
    const place = this.points.locate(point);
    if (place && this.viewport.reveal(place.x, place.y)) this.drawAll();
    const bounds = this.overlay.getBoundingClientRect();
    const { x, y } = this.points.locate(point) ?? { x: 0, y: 0 };
    this.hover(point, { x: bounds.left + x, y: bounds.top + y });
  }
}

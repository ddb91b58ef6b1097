// What the pointer does on a map: it points, clicks, draws a lasso or a box, pans, pinches and zooms.

import { findInBox, findInside } from "./lasso.js";
import { chooseMode } from "./selection.js";
import { thinLine } from "./thinning.js";
import { panView, zoomView } from "./view.js";

/** @import { Pane } from "./pane.js" */

/** @typedef {{ kind: "lasso" | "box" | "pan" | "pinch", line: number[], moved: number }} Gesture */

/** How near the pointer must be to a point, in CSS pixels. */
const MOUSE_RADIUS = 12;
const TOUCH_RADIUS = 22;
/** A pointer that moves less has clicked. */
const CLICK_SLACK = 5;
/** By how much a lasso may move when corners are left out, in CSS pixels: less than a point's radius. */
const LASSO_TOLERANCE = 0.75;

export class Gestures {
  /** @param {Pane} pane */
  constructor(pane) {
    this.pane = pane;
    /** @type {Map<number, { x: number, y: number }>} */
    this.pointers = new Map();
    /** The one that goes on. @type {Gesture | null} */
    this.current = null;
    this.listen();
  }

  /** @returns {boolean} whether a line was being drawn */
  cancel() {
    const isDrawing = this.current !== null;
    this.current = null;
    this.pane.redrawOverlay();
    return isDrawing;
  }

  listen() {
    const canvas = this.pane.overlay;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    canvas.addEventListener("pointerup", (event) => this.release(event));
    canvas.addEventListener("pointercancel", (event) => {
      this.pointers.delete(event.pointerId);
      this.cancel();
    });
    canvas.addEventListener("pointerleave", (event) => {
      // A finger that is lifted leaves, too, but its card is to be read.
      if (event.pointerType !== "touch") this.pane.shared.hover(-1, this.pane, null);
    });
    canvas.addEventListener("wheel", (event) => this.turnWheel(event), { passive: false });
    canvas.addEventListener("dblclick", () => this.pane.resetView());
    canvas.addEventListener("contextmenu", (event) => {
      // With Ctrl, a click on a Mac asks for a menu; here it takes points away.
      if (event.ctrlKey) event.preventDefault();
    });
    canvas.addEventListener("keydown", (event) => this.pane.shared.pressKey(event, this.pane));
    canvas.addEventListener("keyup", (event) => this.pane.shared.releaseKey(event));
    canvas.addEventListener("blur", () => (this.pane.shared.isSpaceDown = false));
  }

  /**
   * @param {MouseEvent} event
   * @returns {{ x: number, y: number }}
   */
  locate(event) {
    const bounds = this.pane.overlay.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  /** @param {PointerEvent} event */
  press(event) {
    const place = this.locate(event);
    this.pane.overlay.setPointerCapture(event.pointerId);
    this.pane.overlay.focus({ preventScroll: true });
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size === 2) {
      this.current = { kind: "pinch", line: [], moved: 0 };
      return;
    }
    const isPan = event.button === 1 || this.pane.shared.isSpaceDown;
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    if (event.button > 1 || this.pane.isMoving) return;
    this.current = { kind: isPan ? "pan" : this.pane.shared.tool, line: [place.x, place.y], moved: 0 };
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const place = this.locate(event);
    const before = this.pointers.get(event.pointerId);
    const gesture = this.current;
    if (!before) {
      if (event.pointerType !== "touch") {
        const point = this.pane.pick(place.x, place.y, MOUSE_RADIUS);
        this.pane.shared.hover(point, this.pane, { x: event.clientX, y: event.clientY });
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
    this.pane.shared.hover(-1, this.pane, null);
    if (gesture.kind === "pan") {
      this.pane.shared.hasPanned = true;
      this.pane.setView(panView(this.pane.view, dx, dy));
    } else {
      gesture.line.push(place.x, place.y);
      this.pane.redrawOverlay();
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
    this.pane.setView(zoomView(this.pane.view, this.pane.fit, factor, still.x, still.y));
  }

  /** @param {PointerEvent} event */
  release(event) {
    const place = this.locate(event);
    this.pointers.delete(event.pointerId);
    const gesture = this.current;
    if (!gesture) return;
    if (gesture.kind === "pinch") {
      if (this.pointers.size === 0) this.current = null;
      return;
    }
    this.cancel();
    const mode = chooseMode(event);
    if (gesture.moved < CLICK_SLACK) {
      if (event.button !== 0) return;
      const isTouch = event.pointerType === "touch";
      const point = this.pane.pick(place.x, place.y, isTouch ? TOUCH_RADIUS : MOUSE_RADIUS);
      if (isTouch) this.pane.shared.hover(point, this.pane, { x: event.clientX, y: event.clientY });
      if (point >= 0) this.pane.shared.open(point, mode);
      return;
    }
    const { kind, line } = gesture;
    if (kind === "lasso") {
      const corners = thinLine(line, LASSO_TOLERANCE);
      this.pane.shared.choose(findInside(this.pane.screen, this.pane.ranks, corners), mode);
    }
    if (kind === "box") {
      const corners = [...line.slice(0, 2), ...line.slice(-2)];
      this.pane.shared.choose(findInBox(this.pane.screen, this.pane.ranks, corners), mode);
    }
  }

  /** @param {WheelEvent} event */
  turnWheel(event) {
    event.preventDefault();
    // Some mice count in lines, and a pinch on a trackpad is a wheel with Ctrl that turns slowly.
    const turned = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 5 : 1);
    const { x, y } = this.locate(event);
    this.pane.setView(zoomView(this.pane.view, this.pane.fit, Math.exp(-turned / 400), x, y));
  }
}

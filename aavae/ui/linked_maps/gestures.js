// What the pointer does on a map: it points, clicks, draws a lasso or a box, pans, pinches and zooms.

import { chooseMode } from "./selection.js";

/** @import { SelectionMode } from "./selection.js" */
/** @import { Tool } from "./toolbar.js" */

/** @typedef {{ kind: "lasso" | "box" | "pan" | "pinch", line: number[], moved: number }} Gesture */

/**
 * What a gesture asks of the map, and what it says: x and y are places in the pane, in CSS pixels.
 * `findTool`: what a drag does that begins now, null: nothing; `hover`: at a place in the window.
 * @typedef {{
 *   findTool: () => Tool | null,
 *   pick: (x: number, y: number, radius: number) => number,
 *   hover: (point: number, place: { x: number, y: number } | null) => void,
 *   open: (point: number, mode: SelectionMode) => void,
 *   enclose: (shape: "lasso" | "box", line: number[], mode: SelectionMode) => void,
 *   pan: (x: number, y: number) => void,
 *   centre: (x: number, y: number) => void,
 *   zoom: (factor: number, x: number, y: number) => void,
 *   reset: () => void,
 *   redraw: () => void,
 * }} GestureActions
 */

/** How near the pointer must be to a point, in CSS pixels. */
const MOUSE_RADIUS = 12;
const TOUCH_RADIUS = 22;
/** A pointer that moves less has clicked. */
const CLICK_SLACK = 5;

export class Gestures {
  /**
   * @param {HTMLElement} surface where the pointer moves
   * @param {GestureActions} actions
   */
  constructor(surface, actions) {
    this.surface = surface;
    this.actions = actions;
    /** @type {Map<number, { x: number, y: number }>} */
    this.pointers = new Map();
    /** The one that goes on. @type {Gesture | null} */
    this.current = null;
    /** Of a box that is drawn by two clicks, where the first one was. @type {{ x: number, y: number } | null} */
    this.corner = null;
    this.listen();
  }

  /** @returns {boolean} whether a line was being drawn */
  cancel() {
    const isDrawing = this.current !== null || this.corner !== null;
    this.current = null;
    this.corner = null;
    this.actions.redraw();
    return isDrawing;
  }

  listen() {
    const { surface } = this;
    surface.addEventListener("pointerdown", (event) => this.press(event));
    surface.addEventListener("pointermove", (event) => this.drag(event));
    surface.addEventListener("pointerup", (event) => this.release(event));
    surface.addEventListener("pointercancel", (event) => {
      this.pointers.delete(event.pointerId);
      this.cancel();
    });
    surface.addEventListener("pointerleave", (event) => {
      // A finger that is lifted leaves, too, but its card is to be read.
      if (event.pointerType !== "touch") this.actions.hover(-1, null);
    });
    surface.addEventListener("wheel", (event) => this.turnWheel(event), { passive: false });
    surface.addEventListener("dblclick", () => this.actions.reset());
    surface.addEventListener("contextmenu", (event) => {
      // With Ctrl, a click on a Mac asks for a menu; here it takes points away.
      if (event.ctrlKey) event.preventDefault();
    });
  }

  /**
   * @param {MouseEvent} event
   * @returns {{ x: number, y: number }}
   */
  locate(event) {
    const bounds = this.surface.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  /** @param {PointerEvent} event */
  press(event) {
    const place = this.locate(event);
    this.surface.setPointerCapture(event.pointerId);
    this.surface.focus({ preventScroll: true });
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size === 2) {
      this.current = { kind: "pinch", line: [], moved: 0 };
      return;
    }
    const tool = this.actions.findTool();
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    if (event.button > 1 || !tool) return;
    this.current = { kind: event.button === 1 ? "pan" : tool, line: [place.x, place.y], moved: 0 };
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const place = this.locate(event);
    const before = this.pointers.get(event.pointerId);
    const gesture = this.current;
    if (!before) {
      if (event.pointerType !== "touch") {
        const point = this.actions.pick(place.x, place.y, MOUSE_RADIUS);
        this.actions.hover(point, { x: event.clientX, y: event.clientY });
        this.stretch(place);
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
    this.actions.hover(-1, null);
    if (gesture.kind === "pan") {
      this.actions.pan(dx, dy);
    } else {
      gesture.line.push(place.x, place.y);
      this.actions.redraw();
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
    this.actions.zoom(after / Math.max(before, 1), still.x, still.y);
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
    const { corner } = this;
    this.cancel();
    const mode = chooseMode(event);
    if (gesture.moved < CLICK_SLACK) {
      if (event.button !== 0) return;
      if (corner && gesture.kind === "box") {
        this.actions.enclose("box", [corner.x, corner.y, place.x, place.y], mode);
        return;
      }
      const isTouch = event.pointerType === "touch";
      const point = this.actions.pick(place.x, place.y, isTouch ? TOUCH_RADIUS : MOUSE_RADIUS);
      if (isTouch) this.actions.hover(point, { x: event.clientX, y: event.clientY });
      if (point >= 0) this.actions.open(point, mode);
      else this.clickNothing(gesture.kind, place);
      return;
    }
    const { kind, line } = gesture;
    if (kind !== "pan") this.actions.enclose(kind, line, mode);
  }

  /**
   * A click where no point is, for those who cannot drag: it begins a box, or is where the map's middle goes.
   * @param {Gesture["kind"]} kind what a drag would have done
   * @param {{ x: number, y: number }} place
   * @returns {void}
   */
  clickNothing(kind, place) {
    if (kind === "pan") this.actions.centre(place.x, place.y);
    if (kind !== "box") return;
    this.corner = place;
    this.stretch(place);
  }

  /**
   * Draw the box that a second click would end here.
   * @param {{ x: number, y: number }} place
   * @returns {void}
   */
  stretch({ x, y }) {
    if (!this.corner) return;
    this.current = { kind: "box", line: [this.corner.x, this.corner.y, x, y], moved: 0 };
    this.actions.redraw();
  }

  /** @param {WheelEvent} event */
  turnWheel(event) {
    event.preventDefault();
    // Some mice count in lines, and a pinch on a trackpad is a wheel with Ctrl that turns slowly.
    const turned = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 5 : 1);
    const { x, y } = this.locate(event);
    this.actions.zoom(Math.exp(-turned / 400), x, y);
  }
}

// What keys do on a map: they move the cursor, open, select and zoom; with Space held a drag moves the map.

import { findDirection } from "./keyboard.js";

/** @import { Pane } from "./pane.js" */
/** @import { Store } from "./store.js" */

export class Shortcuts {
  /**
   * @param {Store} store
   * @param {(point: number) => void} announce called with the image that a key has reached or selected
   */
  constructor(store, announce) {
    this.store = store;
    this.announce = announce;
    this.isSpaceDown = false;
    this.hasPanned = false;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Pane} pane
   * @returns {void}
   */
  press(event, pane) {
    const direction = findDirection(event.key);
    if (direction) this.moveCursor(pane, direction);
    else if (event.key === "Enter") this.store.openHovered();
    else if (event.key === "+" || event.key === "=") pane.viewport.zoom(1.5);
    else if (event.key === "-") pane.viewport.zoom(1 / 1.5);
    else if (event.key === "0") pane.viewport.reset();
    else if (event.key === " ") {
      if (!event.repeat) this.hasPanned = false;
      this.isSpaceDown = true;
    } else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  release(event) {
    if (event.key !== " ") return;
    this.isSpaceDown = false;
    // Space held while the mouse drags moves the map, and selects nothing.
    if (this.hasPanned || !this.store.state.hasCursor) return;
    this.store.toggleHovered();
    this.announce(this.store.state.hovered);
  }

  /** The map has lost the focus: whoever releases Space does so elsewhere. */
  letGo() {
    this.isSpaceDown = false;
  }

  /** A drag has moved the map. */
  pan() {
    this.hasPanned = true;
  }

  /**
   * @param {Pane} pane
   * @param {[number, number]} direction
   * @returns {void}
   */
  moveCursor(pane, direction) {
    const { hovered, opened } = this.store.state;
    const point = pane.findNext(hovered >= 0 ? hovered : opened, direction);
    if (point < 0) return;
    pane.pointAt(point);
    this.store.moveCursor(point);
    this.announce(point);
  }
}

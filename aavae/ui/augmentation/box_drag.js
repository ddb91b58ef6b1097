// A drag on a box: by its inside it is moved, by a corner resized, and outside of it drawn anew.

import { shiftBox, spanBox } from "./box_geometry.js";

/** @import { Box, Place } from "./box_geometry.js" */

/** @typedef {"top-left" | "top-right" | "bottom-left" | "bottom-right"} Corner */
/** @typedef {{ kind: "move" | "resize", from: Place, anchor: Place, box: Box, moved: boolean }} Drag */

/** @type {readonly Corner[]} */
export const CORNERS = ["top-left", "top-right", "bottom-left", "bottom-right"];
/** A pointer that moves less has drawn nothing, in parts of the side. */
const SLACK = 0.02;

/**
 * @param {Box} box as it is now
 * @param {Place} from where the pointer is
 * @param {Corner | "inside" | "outside"} grip what is there
 * @returns {Drag}
 */
export function startDrag(box, from, grip) {
  const kind = grip === "inside" ? "move" : "resize";
  const anchor = grip === "inside" || grip === "outside" ? from : findOpposite(box, grip);
  return { kind, from, anchor, box, moved: false };
}

/**
 * @param {Box} box
 * @param {Corner} corner
 * @returns {Place} of the opposite corner
 */
function findOpposite([top, left, height, width], corner) {
  return {
    x: corner.endsWith("left") ? left + width : left,
    y: corner.startsWith("top") ? top + height : top,
  };
}

/**
 * @param {Drag} drag
 * @param {Place} to where the pointer is now
 * @returns {Drag} one that has moved once has, even where it comes back
 */
export function continueDrag(drag, to) {
  return { ...drag, moved: drag.moved || Math.hypot(to.x - drag.from.x, to.y - drag.from.y) > SLACK };
}

/**
 * @param {Drag} drag that has moved
 * @param {Place} to where the pointer is now
 * @param {number} least side
 * @returns {Box}
 */
export function dragBox(drag, to, least) {
  if (drag.kind === "resize") return spanBox(drag.anchor, to, least);
  return shiftBox(drag.box, to.y - drag.from.y, to.x - drag.from.x);
}

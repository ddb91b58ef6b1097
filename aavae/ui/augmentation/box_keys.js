// A box by keyboard: arrows move it, and with Shift resize it.

import { growBox, shiftBox } from "./box_geometry.js";

/** @import { Box } from "./box_geometry.js" */

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {Box} box
 * @param {Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">} event
 * @param {number} step of one arrow, in parts of the image's side
 * @param {number} least side
 * @returns {Box | null} null: the key is not for the box
 */
export function pressArrow(box, event, step, least) {
  const arrow = ARROWS[event.key];
  if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return null;
  const [down, right] = [arrow[0] * step, arrow[1] * step];
  return event.shiftKey ? growBox(box, down, right, least) : shiftBox(box, down, right);
}

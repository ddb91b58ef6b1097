// The canvas over a map's points: what is to be seen there, in its order from bottom to top.

import { getContext } from "./canvas.js";
import { drawCloud, drawGesture, drawLabels, drawNeighbours, drawRing } from "./overlay.js";

/** @import { Gesture } from "./gestures.js" */
/** @import { Cloud, Ink } from "./overlay.js" */
/** @import { Points } from "./points.js" */
/** @import { Viewport } from "./viewport.js" */

const OPENED_RADIUS = 9;
const HOVERED_RADIUS = 7;

/**
 * `labels`: whether the categories' names are written; `opened` and `hovered` are points, or -1; `neighbours`
 * are those of the hovered one.
 * @typedef {{
 *   labels: boolean,
 *   cloud: Cloud | null,
 *   opened: number,
 *   hovered: number,
 *   neighbours: ArrayLike<number>,
 *   gesture: Gesture | null,
 *   ink: Ink,
 * }} Marks
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Points} points
 * @param {Viewport} viewport
 * @param {Marks} marks
 * @returns {void}
 */
export function drawOverlay(canvas, points, viewport, marks) {
  const { labels, cloud, opened, hovered, neighbours, gesture, ink } = marks;
  const context = getContext(canvas);
  const { view, width, height, ratio } = viewport;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  if (labels) {
    context.font = `600 15px ${getComputedStyle(canvas).fontFamily}`;
    drawLabels(context, points.findNames(), view, ink);
  }
  const place = points.locate(opened);
  if (place) {
    if (cloud) drawCloud(context, cloud, place, view, ink);
    drawRing(context, place.x, place.y, OPENED_RADIUS, ink.accent, ink);
  }
  const pointed = points.locate(hovered);
  if (pointed) {
    const places = Array.from(neighbours, (point) => points.locate(point)).filter((each) => each !== null);
    drawNeighbours(context, places, pointed, ink);
    drawRing(context, pointed.x, pointed.y, HOVERED_RADIUS, ink.text, ink);
  }
  if (gesture) drawGesture(context, gesture, ink);
}

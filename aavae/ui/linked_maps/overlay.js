// What lies over the points: rings, the views of the open image, names of the categories, a line being drawn.

import { spreadLabels } from "./labels.js";

/** @import { Gesture } from "./gestures.js" */
/** @import { View } from "./view.js" */

/** @typedef {{ points: [number, number][], label: string }} Cloud */
/** @typedef {{ text: string, background: string, accent: string }} Ink */

const LABEL_HEIGHT = 20;
const DIAMOND = 6;
const NEIGHBOUR_RADIUS = 4;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x its centre
 * @param {number} y
 * @param {number} radius
 * @param {string} colour
 * @param {Ink} ink
 * @returns {void}
 */
export function drawRing(context, x, y, radius, colour, ink) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  // A rim in the colour of the background, so that it stands out from any crowd.
  for (const [width, style] of /** @type {[number, string][]} */ ([
    [6, ink.background],
    [2.5, colour],
  ])) {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke();
  }
}

/**
 * Mark the places of points that belong to another one.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly { x: number, y: number }[]} places
 * @param {{ x: number, y: number }} origin of the lines to them
 * @param {Ink} ink
 * @returns {void}
 */
export function drawNeighbours(context, places, origin, ink) {
  context.beginPath();
  for (const { x, y } of places) {
    context.moveTo(origin.x, origin.y);
    context.lineTo(x, y);
  }
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  context.strokeStyle = ink.text;
  context.stroke();
  context.globalAlpha = 1;
  for (const { x, y } of places) drawRing(context, x, y, NEIGHBOUR_RADIUS, ink.accent, ink);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Cloud} cloud in the unit square, with v growing upwards
 * @param {{ x: number, y: number }} origin of the lines to its points
 * @param {View} view
 * @param {Ink} ink
 * @returns {void}
 */
export function drawCloud(context, cloud, origin, view, ink) {
  const places = cloud.points.map(([u, v]) => [view.x + u * view.scale, view.y + (1 - v) * view.scale]);
  // In no category's colour, so that it stands out from any crowd.
  context.strokeStyle = ink.text;
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  context.beginPath();
  for (const [x, y] of places) {
    context.moveTo(origin.x, origin.y);
    context.lineTo(x, y);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = ink.text;
  context.strokeStyle = ink.background;
  for (const [x, y] of places) {
    context.beginPath();
    context.moveTo(x, y - DIAMOND);
    context.lineTo(x + DIAMOND, y);
    context.lineTo(x, y + DIAMOND);
    context.lineTo(x - DIAMOND, y);
    context.closePath();
    context.fill();
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context with the font set
 * @param {readonly { name: string, place: [number, number] }[]} names and their places on the map
 * @param {View} view
 * @param {Ink} ink
 * @returns {void}
 */
export function drawLabels(context, names, view, ink) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  const labels = names.map(({ name, place }) => ({
    name,
    x: view.x + place[0] * view.scale,
    y: view.y + place[1] * view.scale,
    width: context.measureText(name).width + 8,
  }));
  const heights = spreadLabels(labels, LABEL_HEIGHT);
  labels.forEach((label, at) => {
    context.lineJoin = "round";
    context.lineWidth = 5;
    context.strokeStyle = ink.background;
    context.strokeText(label.name, label.x, heights[at]);
    context.fillStyle = ink.text;
    context.fillText(label.name, label.x, heights[at]);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Gesture} gesture
 * @param {Ink} ink
 * @returns {void}
 */
export function drawGesture(context, { kind, line }, ink) {
  if (kind === "pan" || kind === "pinch") return;
  context.beginPath();
  if (kind === "box") {
    const [ax, ay, bx, by] = [...line.slice(0, 2), ...line.slice(-2)];
    context.rect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
  } else {
    for (let at = 0; at < line.length; at += 2) context.lineTo(line[at], line[at + 1]);
    context.closePath();
  }
  context.fillStyle = ink.accent;
  context.globalAlpha = 0.12;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = ink.accent;
  context.stroke();
}

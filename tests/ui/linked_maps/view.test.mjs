import assert from "node:assert/strict";
import test from "node:test";

import {
  ZOOM_RANGE,
  fitView,
  panView,
  projectPoints,
  refitView,
  zoomView,
} from "../../../aavae/ui/linked_maps/view.js";
import { makeRandom } from "./draws.mjs";

const near = (/** @type {number} */ a, /** @type {number} */ b) =>
  assert.ok(Math.abs(a - b) < 1e-3, `${a} ${b}`);

test("the whole square is in the middle of the pane, within its margins", () => {
  assert.deepEqual(fitView(300, 200, 10), { scale: 180, x: 60, y: 10 });
  assert.deepEqual(fitView(200, 300, 10), { scale: 180, x: 10, y: 60 });
});

test("zooming leaves the point under the pointer where it is, whatever was done before", () => {
  const fit = fitView(400, 300, 10);
  for (let seed = 0; seed < 20; seed += 1) {
    const random = makeRandom(seed);
    let view = panView(fit, random() * 100, random() * 100);
    view = zoomView(view, fit, 1 + random(), 50, 60);
    const [x, y] = [random() * 400, random() * 300];
    const mapX = (x - view.x) / view.scale;
    const zoomed = zoomView(view, fit, 1.7, x, y);
    near(zoomed.x + mapX * zoomed.scale, x);
    near(zoomed.scale, view.scale * 1.7);
  }
});

test("the zoom ends at its limits, and then moves nothing", () => {
  const fit = fitView(400, 300, 10);
  let view = fit;
  for (let step = 0; step < 100; step += 1) view = zoomView(view, fit, 2, 10, 20);
  near(view.scale / fit.scale, ZOOM_RANGE[1]);
  assert.deepEqual(zoomView(view, fit, 2, 300, 30), view);
});

test("a changed size shows the same part of the map", () => {
  const before = fitView(400, 300, 10);
  const after = fitView(800, 600, 10);
  assert.deepEqual(refitView(before, before, after), after);
  const view = refitView(zoomView(before, before, 3, 200, 150), before, after);
  near((400 - view.x) / view.scale, (400 - after.x) / after.scale);
  near(view.scale / after.scale, 3);
});

test("points are projected by the view", () => {
  const screen = new Float32Array(4);
  projectPoints(Float32Array.of(0, 1, 0.5, 0.25), { scale: 100, x: 5, y: -5 }, screen);
  assert.deepEqual([...screen], [5, 95, 55, 20]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { Viewport } from "../../../aavae/ui/linked_maps/viewport.js";

function makeViewport() {
  let moves = 0;
  const viewport = new Viewport(() => (moves += 1));
  assert.ok(viewport.resize(400, 300, 1));
  return { viewport, countMoves: () => moves };
}

test("at first everything is seen, and after a change of size the same part", () => {
  const { viewport } = makeViewport();
  assert.equal(viewport.view, viewport.fit);
  viewport.zoom(2);
  const { zoomed } = viewport;
  assert.equal(zoomed, 2);
  assert.ok(viewport.resize(800, 600, 2));
  assert.ok(Math.abs(viewport.zoomed - zoomed) < 1e-9);
  const middle = (400 - viewport.view.x) / viewport.view.scale;
  assert.ok(Math.abs(middle - 0.5) < 1e-9);
});

test("the same size is no new one, and no room at all leaves everything as it was", () => {
  const { viewport } = makeViewport();
  viewport.pan(5, 0);
  const { view } = viewport;
  for (const [width, height] of [[400, 300], [0, 300], [400, 0]]) {
    assert.ok(!viewport.resize(width, height, 1));
  }
  assert.deepEqual([viewport.width, viewport.height, viewport.view], [400, 300, view]);
  assert.ok(viewport.resize(400, 300, 2));
});

test("every move is told; a zoom is around the middle or around a place", () => {
  const { viewport, countMoves } = makeViewport();
  const place = (/** @type {number} */ u) => viewport.view.x + u * viewport.view.scale;
  viewport.zoom(3);
  assert.equal(place(0.5), 200);
  viewport.pan(10, -4);
  assert.equal(place(0.5), 210);
  const before = place(0.25);
  viewport.zoom(1.5, before, 7);
  assert.ok(Math.abs(place(0.25) - before) < 1e-9);
  viewport.reset();
  assert.equal(viewport.view, viewport.fit);
  assert.equal(countMoves(), 4);
});

test("what is out of sight comes to the middle, and what is in sight moves nothing", () => {
  const { viewport, countMoves } = makeViewport();
  const { x, y } = viewport.view;
  assert.ok(!viewport.reveal(400, 0));
  assert.equal(countMoves(), 0);
  assert.ok(viewport.reveal(-50, 100));
  assert.deepEqual([viewport.view.x - x, viewport.view.y - y], [250, 50]);
});

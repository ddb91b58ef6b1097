import assert from "node:assert/strict";
import test from "node:test";

import { MUTED, SHOWN, UNSELECTED } from "../../../aavae/ui/linked_maps/draw.js";
import { Points } from "../../../aavae/ui/linked_maps/points.js";

const COLOURING = {
  title: "Class",
  values: Uint8Array.of(0, 1, 0),
  colours: ["#FF0000", "#0000FF"],
  names: ["cat", "dog"],
  low: "",
  high: "",
};
const PANE = { width: 100, height: 100 };

/** Three points in a row. */
function makePoints() {
  const points = new Points();
  points.place(Float32Array.of(0.1, 0.5, 0.5, 0.5, 0.9, 0.5));
  points.rank(COLOURING, new Uint8Array(3), new Set());
  points.project({ scale: 100, x: 0, y: 0 });
  return points;
}

test("points without colours, or with those of other points, are not to be drawn", () => {
  const points = new Points();
  points.place(Float32Array.of(0.1, 0.5, 0.5, 0.5, 0.9, 0.5));
  assert.ok(!points.isComplete);
  points.rank(COLOURING, new Uint8Array(3), new Set());
  assert.ok(points.isComplete);
  assert.deepEqual([...points.order].sort(), [0, 1, 2]);
  points.place(Float32Array.of(0, 0));
  assert.ok(!points.isComplete);
});

test("a point is where the view has it, and none is nowhere", () => {
  const points = makePoints();
  assert.deepEqual(points.locate(1), { x: 50, y: 50 });
  points.project({ scale: 200, x: -20, y: 0 });
  assert.deepEqual(points.locate(1), { x: 80, y: 100 });
  assert.equal(points.locate(-1), null);
});

test("the nearest point is picked where it is now", () => {
  const points = makePoints();
  assert.equal(points.pick(52, 50, 12, PANE), 1);
  assert.equal(points.pick(70, 50, 12, PANE), -1);
  points.project({ scale: 100, x: 20, y: 0 });
  assert.equal(points.pick(70, 50, 12, PANE), 1);
});

test("what is muted is neither picked nor named, nor does an arrow lead there", () => {
  const points = makePoints();
  assert.equal(points.findNext(0, [1, 0]), 1);
  assert.deepEqual(points.findNames().map(({ name }) => name), ["cat", "dog"]);
  assert.equal(points.pick(50, 50, 12, PANE), 1);
  points.rank(COLOURING, Uint8Array.of(1, 0, 0), new Set([1]));
  assert.deepEqual([...points.ranks], [SHOWN, MUTED, UNSELECTED]);
  assert.equal(points.pick(50, 50, 12, PANE), -1);
  assert.equal(points.findNext(0, [1, 0]), 2);
  assert.deepEqual(points.findNames().map(({ name }) => name), ["cat"]);
});

test("a name is at the median of its points, at their new places and with new values, too", () => {
  const points = makePoints();
  const find = (/** @type {string} */ name) =>
    points.findNames().find((each) => each.name === name)?.place.map((part) => Math.round(100 * part));
  assert.deepEqual(find("dog"), [50, 50]);
  points.place(Float32Array.of(0.1, 0.5, 0.3, 0.25, 0.9, 0.5));
  assert.deepEqual(find("dog"), [30, 25]);
  points.rank({ ...COLOURING, values: Uint8Array.of(1, 0, 0) }, new Uint8Array(3), new Set());
  assert.deepEqual(find("dog"), [10, 50]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { centreBox, describeBox, growBox, resizeBox, shiftBox, spanBox } from "../../../aavae/ui/augmentation/box_geometry.js";

test("a box is moved as far as the image reaches, and keeps its size", () => {
  assert.deepEqual(shiftBox([0.25, 0.25, 0.5, 0.5], 0.125, -0.125), [0.375, 0.125, 0.5, 0.5]);
  assert.deepEqual(shiftBox([0.25, 0.25, 0.5, 0.5], 9, -9), [0.5, 0, 0.5, 0.5]);
});

test("a box grows as far as the image reaches, and shrinks to the least side", () => {
  assert.deepEqual(growBox([0.25, 0.5, 0.25, 0.25], 0.25, -0.125, 0.1), [0.25, 0.5, 0.5, 0.125]);
  assert.deepEqual(growBox([0.25, 0.5, 0.25, 0.25], 9, -9, 0.1), [0.25, 0.5, 0.75, 0.1]);
});

test("a box is drawn between two places, in whatever direction", () => {
  const [place, other] = [
    { x: 0.25, y: 0.5 },
    { x: 0.75, y: 0.625 },
  ];
  assert.deepEqual(spanBox(place, other, 0.1), [0.5, 0.25, 0.125, 0.5]);
  assert.deepEqual(spanBox(other, place, 0.1), [0.5, 0.25, 0.125, 0.5]);
});

test("a box that is drawn too small is as large as the least side, and inside the image", () => {
  for (let x = 0; x <= 1; x += 0.05) {
    for (let end = 0; end <= 1; end += 0.05) {
      const [top, left, height, width] = spanBox({ x, y: end }, { x: end, y: x }, 0.1);
      for (const [start, size] of [
        [top, height],
        [left, width],
      ]) {
        assert.ok(size >= 0.1 && start >= 0 && start + size <= 1 + 1e-9);
        assert.ok(size <= Math.max(Math.abs(x - end), 0.1) + 1e-9);
      }
    }
  }
});

test("words say size and place in whole percents", () => {
  assert.equal(
    describeBox([0.21875, 0.3125, 0.53125, 0.46875], "{width} wide and {height} high, from {left} and {top}"),
    "47 wide and 53 high, from 31 and 22",
  );
});

test("a box goes where one presses, as far as the image reaches", () => {
  assert.deepEqual(centreBox([0, 0, 0.5, 0.25], { x: 0.5, y: 0.5 }), [0.25, 0.375, 0.5, 0.25]);
  assert.deepEqual(centreBox([0.25, 0.25, 0.5, 0.5], { x: 1, y: 0 }), [0, 0.5, 0.5, 0.5]);
});

test("a box gets another size around its middle, as far as the image and the least side allow", () => {
  assert.deepEqual(resizeBox([0.25, 0.25, 0.5, 0.5], -0.25, 0, 0.1), [0.375, 0.25, 0.25, 0.5]);
  assert.deepEqual(resizeBox([0, 0.25, 0.5, 0.5], 0.25, 0, 0.1), [0, 0.25, 0.75, 0.5]);
  assert.deepEqual(resizeBox([0.25, 0.25, 0.5, 0.5], 9, -9, 0.125), [0, 0.4375, 1, 0.125]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { findInside } from "../../../aavae/ui/linked_maps/lasso.js";
import { thinLine } from "../../../aavae/ui/linked_maps/thinning.js";
import { drawPlaces } from "./draws.mjs";

/**
 * A lasso as a mouse draws it: whole pixels about two pixels apart around a centre, with waves and a tremor.
 * @param {() => number} random
 * @returns {number[]}
 */
function drawLasso(random) {
  const [waves, depth, radius] = [2 + Math.floor(random() * 4), 10 + random() * 40, 60 + random() * 60];
  return Array.from({ length: 400 }, (_, corner) => {
    const angle = (corner / 400) * 2 * Math.PI;
    const far = radius + depth * Math.sin(waves * angle) + random();
    return [Math.round(150 + far * Math.cos(angle)), Math.round(150 + far * Math.sin(angle))];
  }).flat();
}

/**
 * How far a place is from the nearest side of a closed line.
 * @param {number} x
 * @param {number} y
 * @param {number[]} line
 */
function measureDistance(x, y, line) {
  let least = Infinity;
  for (let at = 0; at < line.length; at += 2) {
    const next = (at + 2) % line.length;
    const [dx, dy] = [line[next] - line[at], line[next + 1] - line[at + 1]];
    const along = ((x - line[at]) * dx + (y - line[at + 1]) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(Math.max(along, 0), 1);
    least = Math.min(least, Math.hypot(x - line[at] - share * dx, y - line[at + 1] - share * dy));
  }
  return least;
}

test("a lasso of a few corners selects the same points, but for some that lie on the line", () => {
  let asked = 0;
  for (let seed = 0; seed < 20; seed += 1) {
    const { screen, ranks, random } = drawPlaces(4000, seed);
    const line = drawLasso(random);
    const thin = thinLine(line, 0.75);
    assert.ok(thin.length < line.length / 3);
    const isClear = (/** @type {number} */ i) =>
      measureDistance(screen[2 * i], screen[2 * i + 1], thin) > 0.75;
    const drawn = findInside(screen, ranks, line);
    const expected = drawn.filter(isClear);
    assert.ok(expected.length > 0.9 * drawn.length);
    assert.deepEqual(findInside(screen, ranks, thin).filter(isClear), expected);
    asked += expected.length;
  }
  assert.ok(asked > 5000);
});

test("no corner is farther from the thin line than the tolerance, and that has no others", () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const line = drawLasso(drawPlaces(0, seed).random);
    const thin = thinLine(line, 0.75);
    const corners = new Set(line.map((x, at) => `${x} ${line[at + 1]}`));
    for (let at = 0; at < thin.length; at += 2) assert.ok(corners.has(`${thin[at]} ${thin[at + 1]}`));
    for (let at = 0; at < line.length; at += 2) {
      assert.ok(measureDistance(line[at], line[at + 1], thin) <= 0.75);
    }
  }
});

test("of a straight line the ends stay, and of a bent one the bends", () => {
  assert.deepEqual(thinLine([0, 0, 1, 0.2, 2, 0, 3, 0, 9, 0], 0.5), [0, 0, 9, 0]);
  assert.deepEqual(thinLine([0, 0, 5, 0, 9, 0, 9, 4, 9, 9], 0.5), [0, 0, 9, 0, 9, 9]);
  // A spike there and back is no stretch of a line that runs on.
  assert.deepEqual(thinLine([0, 0, 20, 0, 9, 0], 0.5), [0, 0, 20, 0, 9, 0]);
});

test("a line that ends where it began keeps its shape, and a short one is as it was", () => {
  const square = [0, 0, 9, 0, 9, 9, 0, 9, 0, 0];
  assert.deepEqual(thinLine(square, 0.5), square);
  assert.deepEqual(thinLine([], 0.5), []);
  assert.deepEqual(thinLine([3, 4], 0.5), [3, 4]);
  assert.deepEqual(thinLine([3, 4, 3, 4], 0.5), [3, 4, 3, 4]);
});

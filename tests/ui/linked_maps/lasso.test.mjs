import assert from "node:assert/strict";
import test from "node:test";

import { findInBox, findInside } from "../../../aavae/ui/linked_maps/lasso.js";
import { drawPlaces } from "./draws.mjs";

/**
 * The angle that a line turns around a place is a full turn if, and only if, it is inside a simple polygon.
 * @param {number} x
 * @param {number} y
 * @param {number[]} line
 */
function isInside(x, y, line) {
  let turned = 0;
  for (let at = 0; at < line.length; at += 2) {
    const next = (at + 2) % line.length;
    const from = Math.atan2(line[at + 1] - y, line[at] - x);
    const to = Math.atan2(line[next + 1] - y, line[next] - x);
    turned += Math.atan2(Math.sin(to - from), Math.cos(to - from));
  }
  return Math.abs(turned) > Math.PI;
}

test("inside a drawn line are the points that it winds around", () => {
  for (let seed = 0; seed < 10; seed += 1) {
    const { screen, ranks, random } = drawPlaces(400, seed);
    // A star: its corners go around a centre at changing distances.
    const line = Array.from({ length: 30 }, (_, corner) => {
      const [radius, angle] = [40 + random() * 100, (corner / 30) * 2 * Math.PI];
      return [150 + radius * Math.cos(angle), 150 + radius * Math.sin(angle)];
    }).flat();
    const expected = [...ranks.keys()].filter(
      (i) => ranks[i] && isInside(screen[2 * i], screen[2 * i + 1], line),
    );
    assert.ok(expected.length > 10);
    assert.deepEqual(findInside(screen, ranks, line), expected);
  }
});

test("a line that crosses itself leaves its twice surrounded middle out", () => {
  const twice = [0, 0, 10, 0, 10, 10, 0, 10, 0, 0, 10, 0, 10, 10, 0, 10];
  assert.deepEqual(findInside(Float32Array.of(5, 5), Uint8Array.of(2), twice), []);
});

test("a box holds its sides, from whatever corner it was drawn", () => {
  const screen = Float32Array.of(0, 0, 5, 5, 10, 10, 11, 5);
  const ranks = Uint8Array.of(2, 1, 2, 2);
  assert.deepEqual(findInBox(screen, ranks, [10, 0, 0, 10]), [0, 1, 2]);
  assert.deepEqual(findInBox(screen, Uint8Array.of(0, 1, 0, 2), [0, 10, 10, 0]), [1]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { computeMedians, spreadLabels } from "../../../aavae/ui/linked_maps/labels.js";
import { makeRandom } from "./draws.mjs";

test("a category's label is at its median, which a stray does not move", () => {
  const positions = Float32Array.of(0, 0, 1, 1, 2, 2, 100, -100, 7, 8);
  const medians = computeMedians(positions, Uint8Array.of(0, 0, 0, 0, 2), 3);
  assert.deepEqual(medians, [[2, 1], null, [7, 8]]);
});

test("labels do not cover one another, and stay where they are if they never did", () => {
  assert.deepEqual(
    spreadLabels(
      [
        { x: 0, y: 0, width: 10 },
        { x: 50, y: 0, width: 10 },
      ],
      20,
    ),
    [0, 0],
  );
  for (let seed = 0; seed < 10; seed += 1) {
    const random = makeRandom(seed);
    const labels = Array.from({ length: 10 }, () => ({ x: random() * 200, y: random() * 200, width: 60 }));
    const heights = spreadLabels(labels, 20);
    labels.forEach((label, i) => {
      labels.slice(0, i).forEach((other, j) => {
        assert.ok(Math.abs(heights[i] - heights[j]) >= 20 || Math.abs(label.x - other.x) >= 60);
      });
    });
  }
});

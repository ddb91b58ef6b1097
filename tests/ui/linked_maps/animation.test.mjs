import assert from "node:assert/strict";
import test from "node:test";

import { blendPositions, easeInOut } from "../../../aavae/ui/linked_maps/animation.js";

test("a move starts and ends slowly, and never turns back", () => {
  assert.deepEqual([0, 0.5, 1].map(easeInOut), [0, 0.5, 1]);
  let before = 0;
  for (let time = 0; time <= 1; time += 0.01) {
    assert.ok(easeInOut(time) >= before);
    assert.ok(Math.abs(easeInOut(time) + easeInOut(1 - time) - 1) < 1e-12);
    before = easeInOut(time);
  }
  assert.ok(easeInOut(0.1) < 0.1);
});

test("on its way a point is on the straight line", () => {
  const between = new Float32Array(2);
  blendPositions(Float32Array.of(0, 1), Float32Array.of(1, 0), 0.25, between);
  assert.deepEqual([...between], [0.25, 0.75]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { findDirection, findNext } from "../../../aavae/ui/linked_maps/keyboard.js";
import { drawPlaces } from "./draws.mjs";

test("an arrow goes to the nearest point within 45 degrees of it", () => {
  for (let seed = 0; seed < 10; seed += 1) {
    const { screen, ranks } = drawPlaces(200, seed);
    for (const [key, angle] of /** @type {[string, number][]} */ ([
      ["ArrowRight", 0],
      ["ArrowDown", Math.PI / 2],
      ["ArrowLeft", Math.PI],
      ["ArrowUp", -Math.PI / 2],
    ])) {
      let expected = -1;
      let least = Infinity;
      ranks.forEach((rank, i) => {
        const [dx, dy] = [screen[2 * i] - 150, screen[2 * i + 1] - 150];
        const turned = Math.cos(Math.atan2(dy, dx) - angle);
        if (!rank || turned < Math.SQRT1_2 || Math.hypot(dx, dy) >= least) return;
        expected = i;
        least = Math.hypot(dx, dy);
      });
      const direction = findDirection(key);
      assert.ok(direction);
      assert.equal(findNext(screen, ranks, 150, 150, direction), expected);
    }
  }
});

test("where there is nothing, there is nowhere to go", () => {
  assert.equal(findNext(Float32Array.of(0, 0), Uint8Array.of(2), 0, 0, [1, 0]), -1);
  assert.equal(findDirection("a"), null);
});

import assert from "node:assert/strict";
import test from "node:test";

import { buildGrid, findNearest } from "../../../aavae/ui/linked_maps/picking.js";
import { drawPlaces } from "./draws.mjs";

test("the nearest point is that of a search through all, and muted points are passed over", () => {
  for (let seed = 0; seed < 10; seed += 1) {
    const { screen, ranks, random } = drawPlaces(400, seed);
    const grid = buildGrid(screen, ranks, 300, 300);
    for (let turn = 0; turn < 100; turn += 1) {
      const [x, y] = [random() * 300, random() * 300];
      let expected = -1;
      let least = 12 ** 2;
      ranks.forEach((rank, i) => {
        const [px, py] = [screen[2 * i], screen[2 * i + 1]];
        const distance = (px - x) ** 2 + (py - y) ** 2;
        if (!rank || distance > least || px < 0 || py < 0 || px >= 304 || py >= 304) return;
        expected = i;
        least = distance;
      });
      assert.equal(findNearest(grid, screen, ranks, x, y, 12), expected);
    }
  }
});

test("of points at one place the one of the highest rank is found", () => {
  const screen = Float32Array.of(5, 5, 5, 5, 5, 5);
  const find = (/** @type {number[]} */ ranks) => {
    const array = Uint8Array.from(ranks);
    return findNearest(buildGrid(screen, array, 50, 50), screen, array, 6, 6, 5);
  };
  assert.equal(find([1, 2, 1]), 1);
  assert.equal(find([0, 0, 0]), -1);
});

test("a map without points has nothing to find", () => {
  const none = new Float32Array(0);
  assert.equal(findNearest(buildGrid(none, new Uint8Array(0), 0, 0), none, new Uint8Array(0), 0, 0, 9), -1);
});

import assert from "node:assert/strict";
import test from "node:test";

import { makeOrder } from "../../../aavae/ui/linked_maps/draw.js";
import { chooseTiles, findTile } from "../../../aavae/ui/linked_maps/pictures.js";
import { drawPlaces } from "./draws.mjs";

test("a point's tile is counted along the rows, sheet by sheet", () => {
  const pictures = { urls: ["a", "b"], columns: 3, per_sheet: 6, size: 32 };
  assert.deepEqual(findTile(pictures, 0), { url: "a", column: 0, row: 0 });
  assert.deepEqual(findTile(pictures, 5), { url: "a", column: 2, row: 1 });
  assert.deepEqual(findTile(pictures, 7), { url: "b", column: 1, row: 0 });
});

test("each cell shows one of its points of the highest rank, and no two overlap", () => {
  for (let seed = 0; seed < 5; seed += 1) {
    const { screen, ranks } = drawPlaces(500, seed);
    const tiles = chooseTiles(screen, ranks, { scale: 100, x: -37.5, y: 11 }, 36, 300, 300, makeOrder(500));
    const corners = new Set(tiles.map(({ x, y }) => `${x} ${y}`));
    assert.equal(corners.size, tiles.length);
    for (const { point, x, y } of tiles) {
      const isIn = (/** @type {number} */ i) =>
        screen[2 * i] >= x && screen[2 * i] < x + 36 && screen[2 * i + 1] >= y && screen[2 * i + 1] < y + 36;
      assert.ok(isIn(point));
      const best = Math.max(...[...ranks.keys()].filter(isIn).map((i) => ranks[i]));
      assert.equal(ranks[point], best);
    }
    const visible = [...ranks.keys()].filter(
      (i) =>
        ranks[i] &&
        screen[2 * i] >= 0 &&
        screen[2 * i] < 300 &&
        screen[2 * i + 1] >= 0 &&
        screen[2 * i + 1] < 300,
    );
    const cells = new Set(
      visible.map(
        (i) => `${Math.floor((screen[2 * i] + 37.5) / 36)} ${Math.floor((screen[2 * i + 1] - 11) / 36)}`,
      ),
    );
    assert.ok(tiles.length >= cells.size);
  }
});

test("cells move with the map, so that the same pictures stay while it is moved", () => {
  const { screen, ranks } = drawPlaces(200, 1);
  const moved = screen.map((value, at) => value + (at % 2 ? 5 : 10));
  const shown = (/** @type {Float32Array} */ places, /** @type {number} */ x, /** @type {number} */ y) =>
    chooseTiles(places, ranks, { scale: 100, x, y }, 36, 300, 300, makeOrder(200))
      .filter((tile) => tile.x > x + 72 && tile.y > y + 72 && tile.x < x + 200 && tile.y < y + 200)
      .map((tile) => tile.point);
  assert.deepEqual(shown(moved, 10, 5), shown(screen, 0, 0));
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  MUTED,
  SHOWN,
  UNSELECTED,
  choosePointSize,
  drawPoints,
  makeOrder,
  rankPoints,
} from "../../../aavae/ui/linked_maps/draw.js";
import { drawPlaces } from "./draws.mjs";

const PALETTE = { full: Uint32Array.of(11, 12), faint: Uint32Array.of(21, 22), grey: 31 };

const makeImage = (/** @type {number} */ width, /** @type {number} */ height) => ({
  data: new Uint8ClampedArray(4 * width * height),
  width,
  height,
});
const read = (/** @type {{ data: Uint8ClampedArray }} */ image) => new Uint32Array(image.data.buffer);

test("without a selection all points are shown, with one the others are behind", () => {
  const values = Uint8Array.of(0, 1, 2);
  const ranks = new Uint8Array(3);
  rankPoints(values, Uint8Array.of(0, 0, 0), new Set(), ranks);
  assert.deepEqual([...ranks], [SHOWN, SHOWN, SHOWN]);
  rankPoints(values, Uint8Array.of(0, 1, 1), new Set([2]), ranks);
  assert.deepEqual([...ranks], [UNSELECTED, SHOWN, MUTED]);
});

test("each pixel has the colour of the last drawn point of the highest rank", () => {
  for (let seed = 0; seed < 5; seed += 1) {
    const { screen, ranks, random } = drawPlaces(300, seed);
    const values = Uint8Array.from(ranks, () => (random() < 0.5 ? 0 : 1));
    const image = makeImage(150, 120);
    const order = makeOrder(ranks.length);
    drawPoints(image, screen, 0.5, 1, values, ranks, PALETTE, order);
    // A point of one pixel covers two in its row.
    const expected = new Uint32Array(150 * 120);
    for (const rank of [MUTED, UNSELECTED, SHOWN]) {
      order.forEach((i) => {
        const own = ranks[i];
        const y = Math.round(screen[2 * i + 1] * 0.5 - 0.5);
        for (const x of [Math.round(screen[2 * i] * 0.5) - 1, Math.round(screen[2 * i] * 0.5)]) {
          if (own !== rank || x < 0 || x >= 150 || y < 0 || y >= 120) continue;
          expected[y * 150 + x] = [PALETTE.faint[values[i]], PALETTE.grey, PALETTE.full[values[i]]][rank];
        }
      });
    }
    assert.deepEqual(read(image), expected);
  }
});

test("a large point is a disc, cut off at the edges and never wrapped around", () => {
  const image = makeImage(20, 20);
  drawPoints(
    image,
    Float32Array.of(10, 10),
    1,
    8,
    Uint8Array.of(0),
    Uint8Array.of(SHOWN),
    PALETTE,
    Uint32Array.of(0),
  );
  const area = read(image).filter((pixel) => pixel === 11).length;
  assert.ok(Math.abs(area - Math.PI * 16) < 6, String(area));
  const corner = makeImage(20, 20);
  drawPoints(
    corner,
    Float32Array.of(0, 19),
    1,
    8,
    Uint8Array.of(1),
    Uint8Array.of(SHOWN),
    PALETTE,
    Uint32Array.of(0),
  );
  read(corner).forEach((pixel, at) => {
    if (pixel) assert.ok(at % 20 < 4 && at >= 15 * 20);
  });
});

test("selected points are larger than those around them, and no larger than usual without a selection", () => {
  const places = Float32Array.of(10, 10, 30, 10);
  const measure = (/** @type {number[]} */ ranks) => {
    const image = makeImage(40, 20);
    const shown = Uint8Array.from(ranks);
    drawPoints(image, places, 1, 8, Uint8Array.of(0, 1), shown, PALETTE, Uint32Array.of(0, 1));
    return [11, 12, 31].map((colour) => read(image).filter((pixel) => pixel === colour).length);
  };
  const [usual, other] = measure([SHOWN, SHOWN]);
  assert.equal(usual, other);
  const [selected, , grey] = measure([SHOWN, UNSELECTED]);
  assert.equal(grey, usual);
  assert.ok(selected > 2 * usual);
});

test("points are smaller where there are many, and larger from near", () => {
  assert.ok(choosePointSize(60_000, 1) < choosePointSize(1_000, 1));
  assert.ok(choosePointSize(60_000, 4) > choosePointSize(60_000, 1));
});

test("the order has every point once, and early ones from everywhere", () => {
  for (const count of [0, 1, 2, 3, 10, 400, 9973, 60_000]) {
    const order = makeOrder(count);
    assert.equal(new Set(order).size, count);
    if (count < 100) continue;
    const tenths = new Set([...order.slice(0, 50)].map((point) => Math.floor((10 * point) / count)));
    assert.equal(tenths.size, 10);
  }
});

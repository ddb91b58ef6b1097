import assert from "node:assert/strict";
import test from "node:test";

import { CORNERS, continueDrag, dragBox, startDrag } from "../../../aavae/ui/augmentation/box_drag.js";

/** Top, left, height, width: the lower right corner is at x = 0.75, y = 0.5. */
const BOX = [0.25, 0.25, 0.25, 0.5];

test("by its inside a box is moved", () => {
  const drag = startDrag(BOX, { x: 0.5, y: 0.375 }, "inside");
  assert.deepEqual(dragBox(drag, { x: 0.625, y: 0.5 }, 0.1), [0.375, 0.375, 0.25, 0.5]);
});

test("by a corner a box is resized, and the opposite corner stays", () => {
  const to = { x: 0.375, y: 0.375 };
  const expected = {
    "top-left": [0.375, 0.375, 0.125, 0.375],
    "top-right": [0.375, 0.25, 0.125, 0.125],
    "bottom-left": [0.25, 0.375, 0.125, 0.375],
    "bottom-right": [0.25, 0.25, 0.125, 0.125],
  };
  for (const corner of CORNERS) {
    assert.deepEqual(dragBox(startDrag(BOX, { x: 0, y: 0 }, corner), to, 0.1), expected[corner], corner);
  }
});

test("outside of it another box is drawn, from where the drag began", () => {
  const drag = startDrag(BOX, { x: 0.875, y: 0.875 }, "outside");
  assert.deepEqual(dragBox(drag, { x: 0.625, y: 0.75 }, 0.1), [0.75, 0.625, 0.125, 0.25]);
});

test("a drag has moved when it has gone far enough once", () => {
  let drag = startDrag(BOX, { x: 0.5, y: 0.5 }, "inside");
  assert.ok(!drag.moved);
  drag = continueDrag(drag, { x: 0.51, y: 0.51 });
  assert.ok(!drag.moved);
  drag = continueDrag(drag, { x: 0.5, y: 0.53 });
  assert.ok(drag.moved);
  assert.ok(continueDrag(drag, { x: 0.5, y: 0.5 }).moved);
});

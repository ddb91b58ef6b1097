import assert from "node:assert/strict";
import test from "node:test";

import { findNext } from "../../../aavae/ui/pictures/picture_walls.js";

test("arrows lead to the neighbour in their direction", () => {
  assert.equal(findNext("ArrowLeft", 5, 4, 16), 4);
  assert.equal(findNext("ArrowRight", 5, 4, 16), 6);
  assert.equal(findNext("ArrowUp", 5, 4, 16), 1);
  assert.equal(findNext("ArrowDown", 5, 4, 16), 9);
});

test("at the edge of a wall, and for other keys, nothing moves", () => {
  assert.equal(findNext("ArrowLeft", 4, 4, 16), null);
  assert.equal(findNext("ArrowRight", 3, 4, 16), null);
  assert.equal(findNext("ArrowUp", 2, 4, 16), null);
  assert.equal(findNext("ArrowDown", 13, 4, 16), null);
  assert.equal(findNext("ArrowRight", 9, 4, 10), null);
  assert.equal(findNext("Enter", 5, 4, 16), null);
});

import assert from "node:assert/strict";
import test from "node:test";

import { pressArrow } from "../../../aavae/ui/augmentation/box_keys.js";

const BOX = [0.25, 0.25, 0.5, 0.5];

/**
 * @param {string} key
 * @param {object} [held]
 */
const press = (key, held) => pressArrow(BOX, { key, ...held }, 0.125, 0.1);

test("an arrow moves the box by a step", () => {
  assert.deepEqual(press("ArrowUp"), [0.125, 0.25, 0.5, 0.5]);
  assert.deepEqual(press("ArrowDown"), [0.375, 0.25, 0.5, 0.5]);
  assert.deepEqual(press("ArrowLeft"), [0.25, 0.125, 0.5, 0.5]);
  assert.deepEqual(press("ArrowRight"), [0.25, 0.375, 0.5, 0.5]);
});

test("with Shift it moves the lower or right edge", () => {
  assert.deepEqual(press("ArrowUp", { shiftKey: true }), [0.25, 0.25, 0.375, 0.5]);
  assert.deepEqual(press("ArrowRight", { shiftKey: true }), [0.25, 0.25, 0.5, 0.625]);
});

test("other keys, and arrows that mean something to the browser, are not for the box", () => {
  for (const key of ["Enter", "a", "Tab"]) assert.equal(press(key), null);
  for (const held of ["altKey", "ctrlKey", "metaKey"]) assert.equal(press("ArrowUp", { [held]: true }), null);
});

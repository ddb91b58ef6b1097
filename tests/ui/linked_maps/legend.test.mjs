import assert from "node:assert/strict";
import test from "node:test";

import { countValues, describeCount, soloMuted, toggleMuted } from "../../../aavae/ui/linked_maps/legend.js";

test("each category counts its points and the selected ones", () => {
  const { all, selected } = countValues(Uint8Array.of(0, 1, 1, 0, 1), Uint8Array.of(0, 1, 1, 1, 0), 3);
  assert.deepEqual([...all], [2, 3, 0]);
  assert.deepEqual([...selected], [1, 2, 0]);
});

test("without a selection the legend says how many there are", () => {
  const texts = { separator: ",", count_of_all: "{selected} of {all}" };
  assert.equal(describeCount(0, 1412, false, texts), "1,412");
  assert.equal(describeCount(47, 412, true, texts), "47 of 412");
  assert.equal(describeCount(0, 412, true, texts), "0 of 412");
});

test("a category is muted and unmuted; alone, and with all again", () => {
  const muted = toggleMuted(new Set(), 1);
  assert.deepEqual([...muted], [1]);
  assert.deepEqual([...toggleMuted(muted, 1)], []);
  assert.deepEqual([...soloMuted(muted, 2, 4)], [0, 1, 3]);
  assert.deepEqual([...soloMuted(new Set([0, 1, 3]), 2, 4)], []);
  assert.deepEqual([...soloMuted(new Set([0, 1, 2]), 2, 4)], [0, 1, 3]);
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  areEqual,
  chooseMode,
  combineMask,
  countSelected,
  decodeMask,
  encodeMask,
} from "../../../aavae/ui/linked_maps/selection.js";
import { makeRandom } from "./draws.mjs";

test("points replace the selection, are added to it or taken away", () => {
  const mask = Uint8Array.of(1, 1, 0, 0);
  assert.deepEqual([...combineMask(mask, [1, 2], "replace")], [0, 1, 1, 0]);
  assert.deepEqual([...combineMask(mask, [1, 2], "add")], [1, 1, 1, 0]);
  assert.deepEqual([...combineMask(mask, [1, 2], "subtract")], [1, 0, 0, 0]);
  assert.deepEqual([...mask], [1, 1, 0, 0]);
});

test("the keys that are held decide how", () => {
  const keys = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
  assert.equal(chooseMode(keys), "replace");
  assert.equal(chooseMode({ ...keys, shiftKey: true }), "add");
  assert.equal(chooseMode({ ...keys, altKey: true }), "subtract");
  assert.equal(chooseMode({ ...keys, ctrlKey: true }), "subtract");
});

test("a mask comes back as it was sent, whatever its length", () => {
  for (let count = 0; count < 40; count += 1) {
    const random = makeRandom(count);
    const mask = Uint8Array.from({ length: count }, () => Math.round(random()));
    assert.ok(areEqual(decodeMask(encodeMask(mask), count), mask));
    assert.equal(countSelected(mask), mask.filter(Boolean).length);
  }
});

test("an empty selection is an empty text", () => {
  assert.equal(encodeMask(new Uint8Array(100)), "");
  assert.ok(areEqual(decodeMask("", 100), new Uint8Array(100)));
});

test("Python's masks are read, and ours are equal to Python's", () => {
  // From Python: pack_mask of positions 0, 3, 8 and 19 of 20.
  const mask = Uint8Array.from({ length: 20 }, (_, i) => Number([0, 3, 8, 19].includes(i)));
  assert.equal(encodeMask(mask), "CQEI");
  assert.ok(areEqual(decodeMask("CQEI", 20), mask));
});

test("masks of another length are not equal", () => {
  assert.ok(!areEqual(Uint8Array.of(1), Uint8Array.of(1, 0)));
});

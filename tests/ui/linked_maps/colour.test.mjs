import assert from "node:assert/strict";
import test from "node:test";

import { makePalette, mixColours, packColour, parseColour } from "../../../aavae/ui/linked_maps/colour.js";

test("a style's colours are read however they are written", () => {
  assert.deepEqual(parseColour(" #0b5fA5"), [11, 95, 165]);
  assert.deepEqual(parseColour("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColour("rgba(1 2 3 / 0.5)"), [1, 2, 3]);
  assert.deepEqual(parseColour("nonsense"), [127, 127, 127]);
});

test("a packed colour has the bytes of a pixel", () => {
  const bytes = new Uint8Array(Uint32Array.of(packColour([1, 2, 250])).buffer);
  assert.deepEqual([...bytes], [1, 2, 250, 255]);
});

test("faint colours are nearly the background", () => {
  assert.deepEqual(mixColours([0, 0, 0], [100, 200, 50], 0.5), [50, 100, 25]);
  const { full, faint } = makePalette(["#ff0000"], [0, 0, 0]);
  assert.equal(full[0], packColour([255, 0, 0]));
  assert.equal(faint[0], packColour([38, 0, 0]));
});

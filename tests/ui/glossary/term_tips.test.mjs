import assert from "node:assert/strict";
import test from "node:test";

import { placeTip, readTerm } from "../../../aavae/ui/glossary/term_tips.js";

const SPACE = { width: 390, height: 800 };
const TIP = { width: 300, height: 60 };

test("a sentence is below its term, and begins with it", () => {
  assert.deepEqual(placeTip({ left: 20, top: 100, bottom: 120 }, TIP, SPACE), { left: 20, top: 126 });
});

test("near the right edge it moves to the left, and near the lower one above its term", () => {
  assert.deepEqual(placeTip({ left: 350, top: 100, bottom: 120 }, TIP, SPACE), { left: 82, top: 126 });
  assert.deepEqual(placeTip({ left: 20, top: 760, bottom: 780 }, TIP, SPACE), { left: 20, top: 694 });
});

test("in a window smaller than itself it begins at the edge", () => {
  assert.deepEqual(placeTip({ left: 50, top: 10, bottom: 30 }, TIP, { width: 200, height: 50 }), { left: 8, top: 8 });
});

test("a link says its term, under any base path", () => {
  assert.equal(readTerm("https://example.org/base/glossary?embed=true&term=linear-probe"), "linear-probe");
  assert.equal(readTerm("glossary?term=z"), "z");
  assert.equal(readTerm("glossary"), "");
});

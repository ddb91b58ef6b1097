import assert from "node:assert/strict";
import test from "node:test";

import { describeMove } from "../../../aavae/ui/linked_maps/toolbar.js";

test("of two maps there is one other, of more each has its name, and from the last one it goes back", () => {
  assert.equal(describeMove(["a", "b"], 0), "Move to the other map");
  assert.equal(describeMove(["a", "b"], 1), "Move back");
  const titles = ["a", "b", "c", "d"];
  assert.deepEqual(
    titles.map((_, movedTo) => describeMove(titles, movedTo)),
    ["Move to b", "Move to c", "Move to d", "Move back"],
  );
});

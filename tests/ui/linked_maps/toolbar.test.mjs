import assert from "node:assert/strict";
import test from "node:test";

import { describeMove } from "../../../aavae/ui/linked_maps/toolbar.js";

const texts = { move_back: "Move back", move_to: "Move to {title}", move_to_other: "Move to the other map" };

test("of two maps there is one other, of more each has its name, and from the last one it goes back", () => {
  assert.equal(describeMove(["a", "b"], 0, texts), "Move to the other map");
  assert.equal(describeMove(["a", "b"], 1, texts), "Move back");
  const titles = ["a", "b", "c", "d"];
  assert.deepEqual(
    titles.map((_, movedTo) => describeMove(titles, movedTo, texts)),
    ["Move to b", "Move to c", "Move to d", "Move back"],
  );
});

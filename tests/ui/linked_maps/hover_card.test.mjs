import assert from "node:assert/strict";
import test from "node:test";

import { fetchContent, fetchNeighbours } from "../../../aavae/ui/linked_maps/content.js";
import { listNeighbours } from "../../../aavae/ui/linked_maps/hover_card.js";
import { load, makeData } from "./content_data.mjs";

test("an image has its own neighbours on each map, and none before they are known", async () => {
  const content = await fetchContent(makeData(), load);
  const neighbours = await fetchNeighbours(makeData(), load);
  assert.deepEqual(listNeighbours(2, content, neighbours), [
    { title: "model 0", points: [3, 0] },
    { title: "model 1", points: [1, 0] },
  ]);
  assert.deepEqual(listNeighbours(2, content, []), []);
});

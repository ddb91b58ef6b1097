import assert from "node:assert/strict";
import test from "node:test";

import {
  describeColouring,
  fetchContent,
  fetchNeighbours,
  findColouring,
  hasSameMap,
  haveSameImages,
  haveSameMaps,
} from "../../../aavae/ui/linked_maps/content.js";
import { load, makeData } from "./content_data.mjs";

test("addresses become arrays, and all else stays as Python said it", async () => {
  const data = makeData();
  const content = await fetchContent(data, load);
  assert.equal(content.data, data);
  assert.deepEqual([...content.positions[0]], [0, 1, 1, 1, 0, 0, 1, 0]);
  assert.deepEqual([...content.positions[1]], [1, 0, 0, 0, 1, 1, 0, 1]);
  assert.deepEqual(content.colourings, [{ ...data.colourings[0], values: Uint8Array.of(0, 1, 0, 1) }]);
  assert.deepEqual(content.captions, {
    labels: Uint16Array.of(1, 0, 1, 0),
    classNames: ["cat", "dog"],
    unlabelled: -1,
    ids: Uint32Array.of(7, 8, 9, 10),
    numTest: 2,
    texts: data.texts,
  });
});

test("without one of its arrays there is no content", async () => {
  await assert.rejects(fetchContent(makeData(), () => Promise.reject(new Error("offline"))), /offline/);
});

test("neighbours of more images than two bytes can count have four", async () => {
  const [near] = await fetchNeighbours(makeData(), load);
  assert.deepEqual(near, Uint16Array.of(1, 2, 0, 3, 3, 0, 2, 1));
  const [wide] = await fetchNeighbours(makeData({ count: (1 << 16) + 1 }), load);
  assert.deepEqual(wide, Uint32Array.of(1 | (2 << 16), 3 << 16, 3, 2 | (1 << 16)));
});

test("maps are the same where points are at the same places, images where their numbers are", async () => {
  const content = await fetchContent(makeData(), load);
  const [here, there] = makeData().maps;
  const moved = await fetchContent(makeData({ maps: [here, { ...there, positions: "elsewhere" }] }), load);
  const renamed = await fetchContent(makeData({ maps: [here, { ...there, title: "other" }] }), load);
  const captions = { ...makeData().captions, ids: "other_ids" };
  const others = await fetchContent(makeData({ captions }), load);
  assert.ok(haveSameMaps(content, renamed));
  assert.ok(haveSameMaps(content, others));
  assert.ok(!haveSameMaps(content, moved));
  assert.ok(!haveSameMaps(content, null));
  assert.ok(haveSameImages(content, moved));
  assert.ok(!haveSameImages(content, others));
  assert.ok(!haveSameImages(null, content));
});

test("a colouring is another one with another title, other colours or other names", () => {
  const colouring = { title: "Class", colours: ["#FF0000"], names: ["cat"] };
  const described = describeColouring(colouring);
  assert.equal(describeColouring({ ...colouring, low: "few" }), described);
  for (const change of [{ title: "Guess" }, { colours: ["#00FF00"] }, { names: ["dog"] }]) {
    assert.notEqual(describeColouring({ ...colouring, ...change }), described);
  }
});

test("one map may stay where it is while others change, come and go", async () => {
  const content = await fetchContent(makeData(), load);
  const [here, there] = makeData().maps;
  const moved = await fetchContent(makeData({ maps: [here, { ...there, positions: "elsewhere" }] }), load);
  const alone = await fetchContent(makeData({ maps: [here] }), load);
  assert.deepEqual(
    [0, 1, 2].map((at) => hasSameMap(content, moved, at)),
    [true, false, false],
  );
  assert.deepEqual(
    [0, 1].map((at) => hasSameMap(content, alone, at)),
    [true, false],
  );
  assert.ok(!hasSameMap(content, null, 0));
});

test("a map's colouring is its own, or that of all maps", () => {
  const [one, two] = [{ title: "one" }, { title: "two" }];
  assert.equal(findColouring({ colourings: [one] }, 3), one);
  assert.equal(findColouring({ colourings: [one, two] }, 1), two);
});

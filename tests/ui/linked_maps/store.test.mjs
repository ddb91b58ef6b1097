import assert from "node:assert/strict";
import test from "node:test";

import { fetchContent } from "../../../aavae/ui/linked_maps/content.js";
import { encodeMask } from "../../../aavae/ui/linked_maps/selection.js";
import { Store } from "../../../aavae/ui/linked_maps/store.js";
import { load, makeData } from "./content_data.mjs";

/** A store with two maps of four images, what Python is told, and which parts have changed since. */
async function makeMaps() {
  /** @type {object[]} */
  const told = [];
  const store = new Store("lasso", (choice) => told.push(choice));
  /** @type {string[]} */
  const changed = [];
  for (const part of Object.keys(store.state)) store.subscribe([part], () => changed.push(part));
  store.takeContent(await fetchContent(makeData(), load));
  const takeChanged = () => changed.splice(0).sort();
  takeChanged();
  return { store, told, takeChanged };
}

test("whoever subscribes is told of those parts alone, in the order of subscription", async () => {
  const { store } = await makeMaps();
  /** @type {unknown[]} */
  const told = [];
  store.subscribe(["tool", "hovered"], (state, before) => told.push([1, before.hovered, state.hovered]));
  store.subscribe(["hovered"], () => told.push([2]));
  store.subscribe(["images"], () => told.push([3]));
  store.hover(2);
  assert.deepEqual(told, [[1, -1, 2], [2]]);
  store.hover(2);
  store.chooseTool("lasso");
  assert.equal(told.length, 2);
});

test("a state is never changed: each change makes another one", async () => {
  const { store } = await makeMaps();
  const before = store.state;
  store.select([1], "add");
  assert.deepEqual([...before.mask], [0, 0, 0, 0]);
  assert.throws(() => Object.assign(store, { state: before }), TypeError);
});

test("a choice is shown first, then Python is told; one that changes nothing is none", async () => {
  const { store, told, takeChanged } = await makeMaps();
  let shown = 0;
  store.subscribe(["mask"], () => (shown = told.length + 1));
  store.select([0, 2], "replace");
  assert.equal(shown, 1);
  assert.deepEqual(told, [
    { serial: 1, count: 4, selected: encodeMask(Uint8Array.of(1, 0, 1, 0)), opened: -1 },
  ]);
  assert.deepEqual(takeChanged(), ["mask", "serial"]);
  store.select([0, 2], "replace");
  assert.equal(told.length, 1);
  assert.deepEqual(takeChanged(), []);
});

test("to open an image selects it, and to take it from the selection does not open it", async () => {
  const { store } = await makeMaps();
  store.open(1, "replace");
  assert.deepEqual([[...store.state.mask], store.state.opened], [[0, 1, 0, 0], 1]);
  store.open(2, "add");
  assert.deepEqual([[...store.state.mask], store.state.opened], [[0, 1, 1, 0], 2]);
  store.open(1, "subtract");
  assert.deepEqual([[...store.state.mask], store.state.opened], [[0, 0, 1, 0], 2]);
  store.clear();
  assert.deepEqual([[...store.state.mask], store.state.opened], [[0, 0, 0, 0], -1]);
});

test("by keyboard the hovered image is opened, selected and taken away", async () => {
  const { store, told } = await makeMaps();
  store.openHovered();
  assert.equal(told.length, 0);
  store.moveCursor(3);
  assert.ok(store.state.hasCursor);
  store.openHovered();
  assert.deepEqual([[...store.state.mask], store.state.opened], [[0, 0, 0, 0], 3]);
  store.toggleHovered();
  assert.deepEqual([...store.state.mask], [0, 0, 0, 1]);
  store.toggleHovered();
  assert.deepEqual([...store.state.mask], [0, 0, 0, 0]);
  store.hover(3);
  assert.ok(!store.state.hasCursor);
});

test("an answer to an older choice does not undo a newer one", async () => {
  const { store, told } = await makeMaps();
  store.select([0], "add");
  store.select([1], "add");
  const old = { selected: encodeMask(Uint8Array.of(1, 0, 0, 0)), opened: 0, serial: 1 };
  store.takeContent(await fetchContent(makeData(old), load));
  assert.deepEqual([[...store.state.mask], store.state.opened], [[1, 1, 0, 0], -1]);
  const newer = { selected: encodeMask(Uint8Array.of(0, 0, 0, 1)), opened: 3, serial: 5 };
  store.takeContent(await fetchContent(makeData(newer), load));
  assert.deepEqual([[...store.state.mask], store.state.opened], [[0, 0, 0, 1], 3]);
  // What Python says is no choice of the visitor's; the next one comes after all that Python knows.
  assert.equal(told.length, 2);
  store.clear();
  assert.equal(told.at(-1).serial, 6);
});

test("of another number of images even an old answer counts", async () => {
  const { store } = await makeMaps();
  store.select([3], "add");
  store.takeContent(await fetchContent(makeData({ count: 2, selected: "", serial: 0 }), load));
  assert.deepEqual([...store.state.mask], [0, 0]);
  assert.equal(store.state.serial, 1);
});

test("with other images nothing is hovered, with other maps nothing is moved", async () => {
  const { store } = await makeMaps();
  store.takeNeighbours([Uint16Array.of(1)]);
  store.moveCursor(1);
  store.moveOn();
  const captions = { ...makeData().captions, ids: "other_ids" };
  store.takeContent(await fetchContent(makeData({ captions }), load));
  assert.deepEqual([store.state.hovered, store.state.hasCursor], [-1, false]);
  assert.equal(store.state.movedTo, 1);
  assert.equal(store.state.neighbours.length, 1);
  store.moveCursor(2);
  const maps = makeData().maps.map((map) => ({ ...map, positions: "elsewhere" }));
  store.takeContent(await fetchContent(makeData({ captions, maps }), load));
  assert.deepEqual([store.state.hovered, store.state.hasCursor], [2, true]);
  assert.equal(store.state.movedTo, 0);
  assert.deepEqual(store.state.neighbours, []);
  store.takeContent(await fetchContent(makeData({ captions, maps, count: 2 }), load));
  assert.equal(store.state.hovered, -1);
});

test("what is muted belongs to what a colouring shows: it is muted still when that comes back", async () => {
  const { store, takeChanged } = await makeMaps();
  store.mute(0, new Set([1]));
  assert.deepEqual(takeChanged(), ["muted"]);
  // Two maps with one colouring: both show it, and either can mute.
  assert.deepEqual([[...store.getMuted(0)], [...store.getMuted(1)]], [[1], [1]]);
  store.mute(1, new Set([0]));
  assert.deepEqual([...store.getMuted(0)], [0]);
  store.mute(1, new Set([1]));
  const colourings = [{ ...makeData().colourings[0], title: "Guess" }];
  store.takeContent(await fetchContent(makeData({ colourings }), load));
  assert.deepEqual([...store.getMuted(0)], []);
  store.takeContent(await fetchContent(makeData(), load));
  assert.deepEqual([...store.getMuted(0)], [1]);
});

test("before Python has said anything there is nothing to mute", () => {
  const store = new Store("pan", () => {});
  store.mute(0, new Set([1]));
  assert.deepEqual([...store.getMuted(0)], []);
  assert.equal(store.state.tool, "pan");
});

test("tools and what is shown change alone", async () => {
  const { store, takeChanged } = await makeMaps();
  store.chooseTool("box");
  assert.deepEqual(takeChanged(), ["tool"]);
  store.toggleImages();
  assert.deepEqual(takeChanged(), ["images"]);
  store.toggleLabels();
  assert.deepEqual(takeChanged(), ["labels"]);
  store.moveOn();
  assert.deepEqual(takeChanged(), ["movedTo"]);
  store.toggleImages();
  assert.deepEqual([store.state.tool, store.state.images, store.state.labels], ["box", false, true]);
});

test("the first map's points go from map to map, and from the last one home", async () => {
  const { store } = await makeMaps();
  const maps = [...makeData().maps, { title: "model 2", method: "PCA", positions: "elsewhere" }];
  store.takeContent(await fetchContent(makeData({ maps }), load));
  const places = [1, 2, 3].map(() => {
    store.moveOn();
    return store.state.movedTo;
  });
  assert.deepEqual(places, [1, 2, 0]);
});

test("other windows are told what is done here, and neither what they nor what Python says", async () => {
  const { store, told } = await makeMaps();
  /** @type {object[]} */
  const acts = [];
  store.onAct = (changes) => acts.push(changes);
  store.hover(2);
  store.chooseTool("box");
  store.moveCursor(2);
  store.toggleLabels();
  assert.deepEqual(acts.splice(0), [{ hovered: 2 }, { labels: true }]);
  store.select([1], "replace");
  assert.deepEqual(acts.splice(0), [{ mask: Uint8Array.of(0, 1, 0, 0), serial: 1 }]);
  store.openHovered();
  assert.deepEqual(acts.splice(0), [{ opened: 2, serial: 2 }]);
  const asked = told.length;
  store.takeShared({ mask: Uint8Array.of(1, 1, 0, 0), opened: 1, hovered: 3 });
  store.takeContent(await fetchContent(makeData({ selected: "", serial: 9 }), load));
  assert.deepEqual(acts, []);
  assert.equal(told.length, asked);
  assert.equal(store.state.hovered, 3);
});

test("what all windows show goes from one store to another", async () => {
  const { store } = await makeMaps();
  store.select([1, 3], "replace");
  store.hover(3);
  store.mute(0, new Set([1]));
  store.moveOn();
  const { store: other } = await makeMaps();
  other.moveCursor(0);
  other.takeShared(store.getShared());
  assert.deepEqual(other.getShared(), store.getShared());
  // The pointer that hovers there is no key here.
  assert.ok(!other.state.hasCursor);
});

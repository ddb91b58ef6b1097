import assert from "node:assert/strict";
import test from "node:test";

import { Line, drawName } from "../../../aavae/ui/linked_maps/messages.js";
import { Memory, makePage, makeWindow, settle } from "./lines.mjs";

test("a window shows what the page shows, also what was done before it was opened", async (context) => {
  const page = await makePage(context);
  page.store.select([1], "replace");
  page.store.hover(2);
  page.store.mute(0, new Set([0]));
  const window = await makeWindow(context, page.line.name);
  assert.deepEqual(window.store.getShared(), page.store.getShared());
  assert.equal(window.store.state.content.data.maps.length, 2);
  page.store.clear();
  await settle();
  assert.deepEqual([...window.store.state.mask], [0, 0, 0, 0]);
  assert.deepEqual(window.reasons, []);
});

test("what is done while the maps are on their way is not lost", async (context) => {
  const page = await makePage(context);
  let come = () => {};
  const wait = () => new Promise((resolve) => (come = () => resolve(undefined)));
  const window = await makeWindow(context, page.line.name, { wait });
  page.store.select([3], "replace");
  page.store.hover(1);
  await settle();
  assert.equal(window.store.state.content, null);
  come();
  await settle();
  assert.deepEqual([[...window.store.state.mask], window.store.state.hovered], [[0, 0, 0, 1], 1]);
});

test("what comes back late of what was done here undoes nothing", async (context) => {
  const page = await makePage(context);
  const window = await makeWindow(context, page.line.name);
  window.store.hover(1);
  window.store.select([0], "replace");
  window.store.hover(2);
  window.store.select([1], "replace");
  /** @type {unknown[]} */
  const seen = [];
  window.store.subscribe(["hovered", "mask"], ({ hovered, mask }) => seen.push([hovered, ...mask]));
  await settle();
  assert.deepEqual(seen, []);
  assert.deepEqual([page.store.state.hovered, ...page.store.state.mask], [2, 0, 1, 0, 0]);
});

test("of two choices at the same time all windows keep the one that the page took last", async (context) => {
  const page = await makePage(context);
  const window = await makeWindow(context, page.line.name);
  page.store.select([0], "replace");
  window.store.select([1], "replace");
  await settle();
  assert.deepEqual([...page.store.state.mask], [0, 1, 0, 0]);
  assert.deepEqual([...window.store.state.mask], [0, 1, 0, 0]);
});

test("a page that was loaded anew finds its windows, and they show what it shows", async (context) => {
  const memory = new Memory();
  const page = await makePage(context, memory);
  const window = await makeWindow(context, page.line.name);
  page.store.select([0, 1, 2], "replace");
  await settle();
  page.line.close();
  await settle();
  assert.deepEqual(window.reasons, ["gone"]);
  const again = await makePage(context, memory);
  again.line.show();
  await settle();
  assert.deepEqual([...window.store.state.mask], [0, 0, 0, 0]);
  again.store.select([3], "replace");
  await settle();
  assert.deepEqual([...window.store.state.mask], [0, 0, 0, 1]);
});

test("without its page a window says so after a while", async (context) => {
  const window = await makeWindow(context, drawName(), { patience: 10 });
  await settle();
  assert.deepEqual(window.reasons, ["never"]);
});

test("who does not know the name hears nothing", async (context) => {
  const page = await makePage(context);
  /** @type {object[]} */
  const heard = [];
  const stranger = new Line(drawName(), (message) => heard.push(message));
  context.after(() => stranger.close());
  page.store.hover(1);
  await settle();
  assert.deepEqual(heard, []);
});

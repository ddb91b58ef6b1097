import assert from "node:assert/strict";
import test from "node:test";

import { Line } from "../../../aavae/ui/linked_maps/messages.js";
import { keepName } from "../../../aavae/ui/linked_maps/page_line.js";
import { Memory, makePage, makeWindow, settle } from "./lines.mjs";

test("a tab keeps its name, and has a new one where that is another's", () => {
  const memory = new Memory();
  const name = keepName(memory);
  assert.match(name, /^[0-9a-f]{32}$/);
  assert.equal(keepName(memory), name);
  const other = keepName(memory, true);
  assert.notEqual(other, name);
  assert.equal(keepName(memory), other);
  assert.notEqual(keepName(new Memory()), name);
});

test("a choice in a window is the page's: Python is told, and all windows show it", async (context) => {
  const page = await makePage(context);
  const [first, second] = [
    await makeWindow(context, page.line.name),
    await makeWindow(context, page.line.name),
  ];
  first.store.select([0, 2], "replace");
  await settle();
  for (const { store } of [page, first, second]) assert.deepEqual([...store.state.mask], [1, 0, 1, 0]);
  assert.equal(page.told.length, 1);
  second.store.open(3, "add");
  await settle();
  for (const { store } of [page, first, second]) {
    assert.deepEqual([[...store.state.mask], store.state.opened], [[1, 0, 1, 1], 3]);
  }
  assert.deepEqual(
    page.told.map(({ serial }) => serial),
    [1, 2],
  );
});

test("what else is done in a window is shown everywhere, and Python is not told", async (context) => {
  const page = await makePage(context);
  const [first, second] = [
    await makeWindow(context, page.line.name),
    await makeWindow(context, page.line.name),
  ];
  first.store.hover(2);
  first.store.mute(0, new Set([1]));
  second.store.toggleLabels();
  second.store.moveOn();
  await settle();
  for (const { store } of [page, first, second]) {
    const { hovered, labels, movedTo } = store.state;
    assert.deepEqual([hovered, labels, movedTo, [...store.getMuted(0)]], [2, true, 1, [1]]);
  }
  assert.deepEqual(page.told, []);
});

test("a pointer that leaves a window late clears nothing that the next one points at", async (context) => {
  const page = await makePage(context);
  const window = await makeWindow(context, page.line.name);
  window.store.hover(1);
  await settle();
  page.store.hover(3);
  window.store.takeShared({ hovered: 1 });
  window.store.hover(-1);
  await settle();
  assert.equal(page.store.state.hovered, 3);
  window.store.hover(1);
  window.store.hover(-1);
  await settle();
  assert.equal(page.store.state.hovered, -1);
});

test("a choice among other images is dropped", async (context) => {
  const page = await makePage(context);
  page.line.follow("window", { mask: Uint8Array.of(1, 1), opened: 1, serial: 5 });
  assert.deepEqual([...page.store.state.mask], [0, 0, 0, 0]);
  assert.deepEqual(page.told, []);
});

test("a page that has a name says so to another one that claims it, which takes a new one", async (context) => {
  const memory = new Memory();
  const page = await makePage(context, memory);
  /** @type {object[]} */
  const heard = [];
  // Of another document: the name of whoever claims is not this one's.
  const other = new Line(page.line.name, (message) => heard.push(message));
  context.after(() => other.close());
  other.say({ kind: "claim", by: "other" });
  await settle();
  assert.deepEqual(heard.at(0), { kind: "held", by: "other" });

  /** @type {string[]} */
  const claims = [];
  const name = keepName(memory, true);
  const holder = new Line(name, (message) => {
    if (message.kind !== "claim") return;
    claims.push(message.by);
    holder.say({ kind: "held", by: message.by });
  });
  context.after(() => holder.close());
  const newcomer = await makePage(context, memory);
  await settle();
  assert.equal(claims.length, 1);
  assert.notEqual(newcomer.line.name, name);
  assert.equal(keepName(memory), newcomer.line.name);
});

test("a window's wish for other colours goes to the page", async (context) => {
  const page = await makePage(context);
  const window = await makeWindow(context, page.line.name);
  window.line.recolour("density");
  await settle();
  assert.deepEqual(page.wishes, ["density"]);
});

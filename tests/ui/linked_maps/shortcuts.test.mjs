import assert from "node:assert/strict";
import test from "node:test";

import { fetchContent } from "../../../aavae/ui/linked_maps/content.js";
import { Shortcuts } from "../../../aavae/ui/linked_maps/shortcuts.js";
import { Store } from "../../../aavae/ui/linked_maps/store.js";
import { load, makeData } from "./content_data.mjs";

/** Keys on a map whose arrows lead to the next image, whatever their direction. */
async function makeKeys() {
  const store = new Store("lasso", () => {});
  store.takeContent(await fetchContent(makeData(), load));
  /** @type {unknown[]} */
  const calls = [];
  const shortcuts = new Shortcuts(store, (point) => calls.push(["announce", point]));
  const pane = {
    findNext: (/** @type {number} */ from) => (from < 3 ? from + 1 : -1),
    pointAt: (/** @type {number} */ point) => calls.push(["pointAt", point]),
    viewport: {
      zoom: (/** @type {number} */ factor) => calls.push(["zoom", factor]),
      reset: () => calls.push(["reset"]),
    },
  };
  const press = (/** @type {string} */ key, repeat = false) => {
    let isTaken = false;
    shortcuts.press({ key, repeat, preventDefault: () => (isTaken = true) }, pane);
    return isTaken;
  };
  const release = (/** @type {string} */ key) => shortcuts.release({ key });
  return { store, shortcuts, press, release, takeCalls: () => calls.splice(0) };
}

test("an arrow leads from the hovered image, or else the opened one, to the next, and tells it", async () => {
  const { store, press, takeCalls } = await makeKeys();
  assert.ok(press("ArrowRight"));
  assert.deepEqual(takeCalls(), [
    ["pointAt", 0],
    ["announce", 0],
  ]);
  assert.deepEqual([store.state.hovered, store.state.hasCursor], [0, true]);
  store.open(2, "replace");
  store.hover(-1);
  press("ArrowUp");
  assert.equal(store.state.hovered, 3);
  takeCalls();
  // Beyond the last one there is none.
  assert.ok(press("ArrowRight"));
  assert.deepEqual(takeCalls(), []);
  assert.equal(store.state.hovered, 3);
});

test("plus, minus and zero move the view, Enter opens, and other keys are left to the browser", async () => {
  const { store, press, takeCalls } = await makeKeys();
  for (const key of ["+", "=", "-", "0"]) assert.ok(press(key));
  assert.deepEqual(takeCalls(), [["zoom", 1.5], ["zoom", 1.5], ["zoom", 1 / 1.5], ["reset"]]);
  store.hover(1);
  assert.ok(press("Enter"));
  assert.equal(store.state.opened, 1);
  for (const key of ["Tab", "a", "Escape"]) assert.ok(!press(key));
});

test("Space selects where the cursor is, when it is released", async () => {
  const { store, press, release, takeCalls } = await makeKeys();
  store.moveCursor(2);
  assert.ok(press(" "));
  assert.deepEqual([...store.state.mask], [0, 0, 0, 0]);
  release("a");
  assert.deepEqual([...store.state.mask], [0, 0, 0, 0]);
  release(" ");
  assert.deepEqual([...store.state.mask], [0, 0, 1, 0]);
  assert.deepEqual(takeCalls(), [["announce", 2]]);
  press(" ");
  release(" ");
  assert.deepEqual([...store.state.mask], [0, 0, 0, 0]);
  // A point under the mouse is not the cursor's.
  store.hover(1);
  press(" ");
  release(" ");
  assert.deepEqual([...store.state.mask], [0, 0, 0, 0]);
});

test("Space that was held for a drag selects nothing; the next one does", async () => {
  const { store, shortcuts, press, release } = await makeKeys();
  store.moveCursor(2);
  press(" ");
  assert.ok(shortcuts.isSpaceDown);
  shortcuts.pan();
  press(" ", true);
  release(" ");
  assert.ok(!shortcuts.isSpaceDown);
  assert.deepEqual([...store.state.mask], [0, 0, 0, 0]);
  press(" ");
  shortcuts.letGo();
  assert.ok(!shortcuts.isSpaceDown);
  press(" ");
  release(" ");
  assert.deepEqual([...store.state.mask], [0, 0, 1, 0]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { Gestures } from "../../../aavae/ui/linked_maps/gestures.js";

/** The corner of the surface in the window. */
const CORNER = { left: 100, top: 50 };

/**
 * Gestures on a surface that is none, and what they say; under the pointer is point 7 right of x = 50.
 * @param {string | null} [tool]
 */
function makeGestures(tool = "lasso") {
  /** @type {unknown[][]} */
  const calls = [];
  const surface = Object.assign(new EventTarget(), {
    getBoundingClientRect: () => CORNER,
    setPointerCapture: () => {},
    focus: () => {},
  });
  const actions = { findTool: () => tool, pick: (/** @type {number} */ x) => (x > 50 ? 7 : -1) };
  for (const name of ["hover", "open", "enclose", "pan", "centre", "zoom", "reset", "redraw"]) {
    actions[name] = (/** @type {unknown[]} */ ...given) => calls.push([name, ...given]);
  }
  const gestures = new Gestures(surface, actions);
  const send = (/** @type {string} */ type, x = 0, y = 0, more = {}) => {
    const event = new Event(type, { cancelable: true });
    const place = { clientX: CORNER.left + x, clientY: CORNER.top + y };
    Object.assign(event, { pointerId: 1, pointerType: "mouse", button: 0, ...place, ...more });
    surface.dispatchEvent(event);
    return event;
  };
  const drag = (/** @type {number[][]} */ places, more = {}) => {
    send("pointerdown", ...places[0], more);
    for (const place of places.slice(1)) send("pointermove", ...place, more);
    send("pointerup", ...places.at(-1), more);
  };
  const takeCalls = (/** @type {string[]} */ ...names) =>
    calls.splice(0).filter(([name]) => names.includes(name));
  return { gestures, send, drag, takeCalls };
}

const PLACES = [[10, 10], [40, 10], [40, 40]];
const LINE = [10, 10, 40, 10, 40, 40];

test("a mouse that moves hovers what is there, and one that leaves hovers nothing", () => {
  const { send, takeCalls } = makeGestures();
  send("pointermove", 60, 20);
  assert.deepEqual(takeCalls("hover"), [["hover", 7, { x: 160, y: 70 }]]);
  send("pointermove", 20, 20);
  assert.deepEqual(takeCalls("hover"), [["hover", -1, { x: 120, y: 70 }]]);
  send("pointerleave");
  assert.deepEqual(takeCalls("hover"), [["hover", -1, null]]);
  send("pointerleave", 0, 0, { pointerType: "touch" });
  assert.deepEqual(takeCalls("hover"), []);
});

test("a drag draws with the tool, and its keys say what becomes of the selection", () => {
  for (const tool of ["lasso", "box"]) {
    const { gestures, drag, takeCalls } = makeGestures(tool);
    drag(PLACES, { shiftKey: true });
    assert.deepEqual(takeCalls("enclose", "open", "pan"), [["enclose", tool, LINE, "add"]]);
    assert.equal(gestures.current, null);
  }
});

test("the tool for moving, and the middle button with any tool, pan", () => {
  for (const [tool, button] of [["pan", 0], ["lasso", 1]]) {
    const { drag, takeCalls } = makeGestures(tool);
    drag(PLACES, { button });
    assert.deepEqual(takeCalls("enclose", "open", "pan"), [["pan", 30, 0], ["pan", 0, 30]]);
  }
});

test("without a tool, and with the right button, nothing begins", () => {
  for (const [tool, button] of [[null, 0], [null, 1], ["lasso", 2]]) {
    const { drag, takeCalls } = makeGestures(tool);
    drag(PLACES, { button });
    assert.deepEqual(takeCalls("enclose", "open", "pan"), []);
  }
});

test("a pointer that hardly moves has clicked: it opens what is there", () => {
  const { drag, takeCalls } = makeGestures();
  drag([[60, 20], [62, 21]], { altKey: true });
  assert.deepEqual(takeCalls("open", "enclose", "hover"), [["open", 7, "subtract"]]);
  drag([[20, 20], [22, 21]]);
  drag([[60, 20], [62, 21]], { button: 1 });
  assert.deepEqual(takeCalls("open", "enclose", "hover"), []);
});

test("a finger that taps shows the card, too", () => {
  const { drag, takeCalls } = makeGestures("pan");
  drag([[60, 20]], { pointerType: "touch" });
  const place = { x: 160, y: 70 };
  assert.deepEqual(takeCalls("open", "hover"), [["hover", 7, place], ["open", 7, "replace"]]);
});

test("what is cancelled selects nothing", () => {
  const { gestures, send, takeCalls } = makeGestures();
  send("pointerdown", 10, 10);
  send("pointermove", 40, 10);
  assert.ok(gestures.cancel());
  assert.ok(!gestures.cancel());
  send("pointerup", 40, 10);
  send("pointerdown", 10, 10);
  send("pointermove", 40, 10);
  send("pointercancel");
  send("pointerup", 40, 10);
  assert.deepEqual(takeCalls("enclose", "open"), []);
});

test("two fingers zoom around the one that stays, and draw nothing", () => {
  const { send, takeCalls } = makeGestures();
  send("pointerdown", 10, 10, { pointerType: "touch" });
  send("pointerdown", 20, 10, { pointerType: "touch", pointerId: 2 });
  send("pointermove", 30, 10, { pointerType: "touch", pointerId: 2 });
  assert.deepEqual(takeCalls("zoom"), [["zoom", 2, 10, 10]]);
  send("pointerup", 30, 10, { pointerType: "touch", pointerId: 2 });
  send("pointermove", 90, 90, { pointerType: "touch" });
  send("pointerup", 90, 90, { pointerType: "touch" });
  assert.deepEqual(takeCalls("enclose", "open", "pan", "zoom"), []);
});

test("a wheel zooms around its place, and a double click shows everything", () => {
  const { send, takeCalls } = makeGestures();
  assert.ok(send("wheel", 20, 30, { deltaY: -400, deltaMode: 0 }).defaultPrevented);
  send("wheel", 20, 30, { deltaY: 25, deltaMode: 1 });
  send("dblclick");
  const [closer, farther, reset] = takeCalls("zoom", "reset");
  assert.deepEqual(closer, ["zoom", Math.E, 20, 30]);
  assert.deepEqual(farther, ["zoom", 1 / Math.E, 20, 30]);
  assert.deepEqual(reset, ["reset"]);
});

test("who cannot drag clicks two corners of a box, and the place that goes to the map's middle", () => {
  const { gestures, drag, send, takeCalls } = makeGestures("box");
  drag([[10, 10]]);
  assert.deepEqual(takeCalls("enclose", "open"), []);
  send("pointermove", 30, 20);
  assert.deepEqual(gestures.current?.line, [10, 10, 30, 20]);
  drag([[70, 40]], { shiftKey: true });
  // There is a point, but the click ends the box.
  assert.deepEqual(takeCalls("enclose", "open"), [["enclose", "box", [10, 10, 70, 40], "add"]]);
  drag([[70, 40]]);
  assert.equal(takeCalls("enclose", "open")[0][0], "open");

  const moving = makeGestures("pan");
  moving.drag([[20, 30]]);
  assert.deepEqual(moving.takeCalls("centre", "pan"), [["centre", 20, 30]]);
});

test("a box of two clicks is given up like any line", () => {
  const { gestures, drag, takeCalls } = makeGestures("box");
  drag([[10, 10]]);
  assert.equal(gestures.cancel(), true);
  drag([[20, 20]]);
  assert.deepEqual(takeCalls("enclose"), []);
});

import assert from "node:assert/strict";
import test from "node:test";

import { decodePositions, makeStore } from "../../../aavae/ui/linked_maps/decode.js";

test("positions are of the unit square, upside down as on a screen", () => {
  const bytes = Uint16Array.of(0, 0, 65535, 65535).buffer;
  assert.deepEqual([...decodePositions(bytes)], [0, 1, 1, 0]);
});

test("each address is fetched once while it is kept, and the one unused for longest goes", async () => {
  /** @type {string[]} */
  const fetched = [];
  const load = makeStore(2, async (address) => {
    fetched.push(address);
    return new ArrayBuffer(address.length);
  });
  for (const address of ["a", "bb", "a", "ccc", "a", "bb"]) {
    assert.equal((await load(address)).byteLength, address.length);
  }
  assert.deepEqual(fetched, ["a", "bb", "ccc", "bb"]);
});

test("what could not be fetched is tried again", async () => {
  let tries = 0;
  const load = makeStore(2, async () => {
    tries += 1;
    if (tries === 1) throw new Error("offline");
    return new ArrayBuffer(1);
  });
  await assert.rejects(load("a"));
  assert.equal((await load("a")).byteLength, 1);
});

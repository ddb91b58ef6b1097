import assert from "node:assert/strict";
import test from "node:test";

import { Line, drawName } from "../../../aavae/ui/linked_maps/messages.js";
import { settle } from "./lines.mjs";

test("names are long, and no two are the same", () => {
  const names = Array.from({ length: 100 }, drawName);
  assert.equal(new Set(names).size, 100);
  for (const name of names) assert.match(name, /^[0-9a-f]{32}$/);
});

test("all who know a name hear what one of them says, and nobody hears himself", async (context) => {
  const name = drawName();
  /** @type {string[]} */
  const heard = [];
  const lines = ["a", "b", "c"].map((who) => new Line(name, ({ kind }) => heard.push(`${who} ${kind}`)));
  context.after(() => lines.forEach((line) => line.close()));
  lines[0].say({ kind: "gone" });
  await settle();
  assert.deepEqual(heard.sort(), ["b gone", "c gone"]);
});

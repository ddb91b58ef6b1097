import assert from "node:assert/strict";
import test from "node:test";

import { fill, formatCount } from "../../../aavae/ui/linked_maps/texts.js";

test("values go to their places, wherever a language has them; a place without a value stays", () => {
  assert.equal(fill("{count} of {title}: {count}", { count: 3, title: "a$&{b}" }), "3 of a$&{b}: 3");
  assert.equal(fill("{title} {other}", { title: "" }), " {other}");
});

test("thousands are apart as Python has them", () => {
  assert.equal(formatCount(1412, { separator: "," }), "1,412");
  assert.equal(formatCount(1234567, { separator: "\u202f" }), "1\u202f234\u202f567");
  assert.equal(formatCount(412, { separator: "," }), "412");
});

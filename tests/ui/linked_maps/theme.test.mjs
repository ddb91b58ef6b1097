import assert from "node:assert/strict";
import test from "node:test";

import { isDark } from "../../../aavae/ui/linked_maps/theme.js";

test("a background is dark by how bright it looks, not by the mean of its colours", () => {
  assert.ok(isDark([14, 20, 28]));
  assert.ok(!isDark([255, 255, 255]));
  assert.ok(isDark([0, 0, 255]));
  assert.ok(!isDark([0, 255, 0]));
});

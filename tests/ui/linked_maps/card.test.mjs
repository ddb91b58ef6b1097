import assert from "node:assert/strict";
import test from "node:test";

import { describeImage, isSameClass, placeCard } from "../../../aavae/ui/linked_maps/card.js";
import { makeRandom } from "./draws.mjs";

const texts = { test_image: "test image {number}", training_image: "Trainingsbild {number}", nearest_by: "{title}" };

test("an image is its class, its part and its number there", () => {
  const captions = {
    labels: Uint16Array.of(1, 0),
    classNames: ["cat", "dog"],
    unlabelled: -1,
    ids: Uint32Array.of(412, 7),
    numTest: 1,
    texts,
  };
  assert.deepEqual(describeImage(captions, 0), { name: "dog", where: "test image 412" });
  assert.deepEqual(describeImage(captions, 1), { name: "cat", where: "Trainingsbild 7" });
});

test("two images are of one class if both have it, and two without a label are not", () => {
  const captions = {
    labels: Uint16Array.of(1, 0, 1, 2, 2),
    classNames: ["cat", "dog", "no label"],
    unlabelled: 2,
    ids: Uint32Array.of(0, 1, 2, 3, 4),
    numTest: 5,
    texts,
  };
  assert.equal(isSameClass(captions, 0, 2), true);
  assert.equal(isSameClass(captions, 0, 1), false);
  assert.equal(isSameClass(captions, 0, 3), false);
  assert.equal(isSameClass(captions, 3, 4), false);
  assert.equal(isSameClass({ ...captions, unlabelled: -1 }, 3, 4), true);
});

test("the card is in the window and does not cover what it is about", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const random = makeRandom(seed);
    const [x, y] = [random() * 1440, random() * 900];
    const { left, top } = placeCard(x, y, 300, 250, 1440, 900);
    assert.ok(left >= 0 && left + 300 <= 1440 && top >= 0 && top + 250 <= 900);
    assert.ok(x < left || x > left + 300 || y < top || y > top + 250);
  }
});

test("in a window that is too small for it, the card's upper left corner is seen", () => {
  assert.deepEqual(placeCard(50, 50, 500, 500, 390, 300), { left: 4, top: 4 });
});

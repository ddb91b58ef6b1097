// The card of one image: its thumbnail, what it is, and its nearest neighbours under each model.

import { showTile } from "./pictures.js";
import { fill } from "./texts.js";

/** @import { Pictures } from "./pictures.js" */
/** @import { Texts } from "./texts.js" */

/**
 * `unlabelled`: the label of images without a class, if there are any.
 * @typedef {{
 *   labels: Uint16Array, classNames: string[], unlabelled: number, ids: Uint32Array, numTest: number,
 *   texts: Pick<Texts, "test_image" | "training_image" | "nearest_by">
 * }} Captions
 */

const PICTURE_SIZE = 96;
const NEIGHBOUR_SIZE = 40;
/** Where more than two maps have neighbours: the card lies on the maps. */
const SMALL_NEIGHBOUR_SIZE = 30;
/** Between the card and what it is about, and between the card and the edge of the window. */
const GAP = 18;
const EDGE = 4;

/**
 * @param {Captions} captions
 * @param {number} point
 * @returns {{ name: string, where: string }} its class, and which image it is
 */
export function describeImage(captions, point) {
  const { texts } = captions;
  return {
    name: captions.classNames[captions.labels[point]] ?? "",
    where: fill(point < captions.numTest ? texts.test_image : texts.training_image, {
      number: captions.ids[point],
    }),
  };
}

/**
 * Whether two images are of one class, as far as is known: of an image without a label it is not.
 * @param {Captions} captions
 * @param {number} point
 * @param {number} other
 * @returns {boolean}
 */
export function isSameClass(captions, point, other) {
  const label = captions.labels[point];
  return label !== captions.unlabelled && label === captions.labels[other];
}

/**
 * Where the card goes: beside what it is about, and never out of the window.
 * @param {number} x of what it is about, in the window
 * @param {number} y
 * @param {number} width of the card
 * @param {number} height
 * @param {number} windowWidth
 * @param {number} windowHeight
 * @returns {{ left: number, top: number }}
 */
export function placeCard(x, y, width, height, windowWidth, windowHeight) {
  const left = x + GAP + width + EDGE <= windowWidth ? x + GAP : x - GAP - width;
  const top = y + GAP + height + EDGE <= windowHeight ? y + GAP : y - GAP - height;
  return {
    left: Math.max(EDGE, Math.min(left, windowWidth - width - EDGE)),
    top: Math.max(EDGE, Math.min(top, windowHeight - height - EDGE)),
  };
}

/**
 * @param {HTMLElement} card its content is replaced
 * @param {number} point
 * @param {Captions} captions
 * @param {Pictures | null} pictures
 * @param {readonly { title: string, points: readonly number[] }[]} neighbours of the point on each map
 * @returns {void}
 */
export function fillCard(card, point, captions, pictures, neighbours) {
  const { name, where } = describeImage(captions, point);
  const head = makeElement("div", "card-head");
  if (pictures) head.append(makePicture(pictures, point, PICTURE_SIZE));
  const text = makeElement("div", "card-text");
  text.append(makeElement("b", "card-name", name), makeElement("span", "card-where", where));
  head.append(text);
  card.replaceChildren(head);
  const size = neighbours.length > 2 ? SMALL_NEIGHBOUR_SIZE : NEIGHBOUR_SIZE;
  for (const { title, points } of neighbours) {
    const row = makeElement("div", "card-neighbours");
    row.append(makeElement("span", "card-model", fill(captions.texts.nearest_by, { title })));
    const list = makeElement("div", "card-row");
    for (const other of points) {
      const item = pictures
        ? makePicture(pictures, other, size)
        : makeElement("span", "card-word", describeImage(captions, other).name);
      item.classList.toggle("same-class", isSameClass(captions, point, other));
      item.dataset.point = String(other);
      list.append(item);
    }
    row.append(list);
    card.append(row);
  }
}

/**
 * @param {Pictures} pictures
 * @param {number} point
 * @param {number} size
 * @returns {HTMLElement}
 */
function makePicture(pictures, point, size) {
  const picture = makeElement("span", "card-picture");
  showTile(picture, pictures, point, size);
  return picture;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElement}
 */
export function makeElement(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// The card of the hovered image, beside the pointer.

import { fillCard, makeElement, placeCard } from "./card.js";

/** @import { Content, Neighbours } from "./content.js" */

export class HoverCard {
  constructor() {
    this.element = makeElement("div", "card");
    this.element.popover = "manual";
    /** Which image it is filled with; -1: it is to be filled anew. */
    this.shown = -1;
  }

  /**
   * @param {number} point
   * @param {{ x: number, y: number }} place in the window, of what it is about
   * @param {Content} content
   * @param {Neighbours} neighbours
   * @returns {void}
   */
  show(point, place, content, neighbours) {
    if (this.shown !== point) {
      const rows = listNeighbours(point, content, neighbours);
      fillCard(this.element, point, content.captions, content.data.pictures, rows);
      this.shown = point;
    }
    this.element.showPopover();
    const { offsetWidth, offsetHeight } = this.element;
    const { left, top } = placeCard(
      place.x,
      place.y,
      offsetWidth,
      offsetHeight,
      document.documentElement.clientWidth,
      window.innerHeight,
    );
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
  }

  hide() {
    this.element.hidePopover();
  }

  /** More is known of its image. */
  forget() {
    this.shown = -1;
  }
}

/**
 * @param {number} point
 * @param {Content} content
 * @param {Neighbours} neighbours
 * @returns {{ title: string, points: number[] }[]} the nearest ones on each map, nearest first
 */
export function listNeighbours(point, { data }, neighbours) {
  return neighbours.map((all, at) => ({
    title: data.maps[at].title,
    points: Array.from(findNeighbours(point, data.count, all)),
  }));
}

/**
 * @param {number} point
 * @param {number} count of images
 * @param {Uint16Array | Uint32Array} all neighbours on a map
 * @returns {Uint16Array | Uint32Array} those of the point, nearest first
 */
export function findNeighbours(point, count, all) {
  const each = all.length / count;
  return all.subarray(point * each, (point + 1) * each);
}

// The points of one map: where they are, what they show, how they rank, and which one is where.

import { makeOrder, rankPoints } from "./draw.js";
import { findNext } from "./keyboard.js";
import { computeMedians } from "./labels.js";
import { buildGrid, findNearest } from "./picking.js";
import { projectPoints } from "./view.js";

/** @import { Colouring } from "./legend.js" */
/** @import { Grid } from "./picking.js" */
/** @import { View } from "./view.js" */

export class Points {
  constructor() {
    /** In the unit square; during a move neither here nor there. @type {Float32Array} */
    this.positions = new Float32Array(0);
    /** In the pane, as they were projected last. */
    this.screen = new Float32Array(0);
    /** @type {Colouring | null} */
    this.colouring = null;
    /** @type {Uint8Array} */
    this.values = new Uint8Array(0);
    /** @type {ReadonlySet<number>} */
    this.muted = new Set();
    this.ranks = new Uint8Array(0);
    /** In which they are drawn. @type {Uint32Array} */
    this.order = new Uint32Array(0);
    /** @type {Grid | null} null: points or ranks have changed since */
    this.grid = null;
    /** @type {([number, number] | null)[] | null} */
    this.medians = null;
  }

  /** @returns {boolean} whether places and colours are of the same points: they come one after the other */
  get isComplete() {
    return this.ranks.length * 2 === this.positions.length;
  }

  /**
   * @param {Float32Array} positions
   * @returns {void}
   */
  place(positions) {
    this.positions = positions;
    if (this.screen.length !== positions.length) this.screen = new Float32Array(positions.length);
    this.medians = null;
  }

  /**
   * @param {Colouring} colouring
   * @param {Uint8Array} mask 1 for each selected point
   * @param {ReadonlySet<number>} muted values that are muted
   * @returns {void}
   */
  rank(colouring, mask, muted) {
    const { values } = colouring;
    if (this.values !== values) this.medians = null;
    if (this.ranks.length !== values.length) {
      this.ranks = new Uint8Array(values.length);
      this.order = makeOrder(values.length);
    }
    this.colouring = colouring;
    this.values = values;
    this.muted = muted;
    this.grid = null;
    rankPoints(values, mask, muted, this.ranks);
  }

  /**
   * @param {View} view
   * @returns {void}
   */
  project(view) {
    projectPoints(this.positions, view, this.screen);
    this.grid = null;
  }

  /**
   * @param {number} point or -1
   * @returns {{ x: number, y: number } | null} its place in the pane
   */
  locate(point) {
    return point < 0 ? null : { x: this.screen[2 * point], y: this.screen[2 * point + 1] };
  }

  /**
   * @param {number} x in the pane
   * @param {number} y
   * @param {number} radius
   * @param {{ width: number, height: number }} pane
   * @returns {number} the nearest point that is not muted, or -1
   */
  pick(x, y, radius, { width, height }) {
    this.grid ??= buildGrid(this.screen, this.ranks, width, height);
    return findNearest(this.grid, this.screen, this.ranks, x, y, radius);
  }

  /**
   * @param {number} from a point
   * @param {[number, number]} direction of an arrow
   * @returns {number} the next point there, or -1
   */
  findNext(from, direction) {
    return findNext(this.screen, this.ranks, this.screen[2 * from], this.screen[2 * from + 1], direction);
  }

  /** @returns {{ name: string, place: [number, number] }[]} categories that are not muted, their medians */
  findNames() {
    const names = this.colouring?.names ?? [];
    this.medians ??= computeMedians(this.positions, this.values, names.length);
    return names.flatMap((name, value) => {
      const place = this.medians?.[value];
      return place && !this.muted.has(value) ? [{ name, place }] : [];
    });
  }
}

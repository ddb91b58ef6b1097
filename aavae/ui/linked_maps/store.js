// What the maps show, and what the visitor has chosen and set. Only the changes below write it; whoever shows
// a part of it subscribes to that part.

import { describeColouring, findColouring, haveSameImages, haveSameMaps } from "./content.js";
import { areEqual, combineMask, decodeMask, encodeMask } from "./selection.js";

/** @import { Content, Neighbours } from "./content.js" */
/** @import { SelectionMode } from "./selection.js" */
/** @import { Tool } from "./toolbar.js" */

/**
 * `mask` has a 1 for each selected point; `opened` and `hovered` are points, or -1; `serial` is of the last
 * choice: Python sends back the one that it has taken; `hasCursor`: the hovered point was reached by key;
 * `muted`: values that are muted in each colouring, by what the colouring shows; `movedTo`: the map at whose
 * places the first map's points are, 0 at home.
 * @typedef {Readonly<{
 *   content: Content | null,
 *   neighbours: Neighbours,
 *   mask: Uint8Array,
 *   opened: number,
 *   serial: number,
 *   hovered: number,
 *   hasCursor: boolean,
 *   tool: Tool,
 *   images: boolean,
 *   labels: boolean,
 *   muted: ReadonlyMap<string, ReadonlySet<number>>,
 *   movedTo: number,
 * }>} State
 */

/**
 * What Python is told.
 * @typedef {{ serial: number, count: number, selected: string, opened: number }} Choice
 */

/** @typedef {(state: State, before: State) => void} Listener */

/**
 * What all windows that show these maps have in common.
 * @typedef {Pick<State, typeof SHARED[number]>} Shared
 */
export const SHARED = /** @type {const} */ ([
  "mask",
  "opened",
  "serial",
  "hovered",
  "images",
  "labels",
  "muted",
  "movedTo",
]);

export class Store {
  /** @type {State} */
  #state;
  /** @type {{ parts: readonly (keyof State)[], listener: Listener }[]} */
  #subscriptions = [];
  /** @type {(choice: Choice) => void} */
  #onChoose;
  /** Called with what the visitor has just done here, for other windows. @type {(changes: Partial<Shared>) => void} */
  onAct = () => {};

  /**
   * @param {Tool} tool that the visitor starts with
   * @param {(choice: Choice) => void} onChoose called with each choice, after all that show it
   */
  constructor(tool, onChoose) {
    this.#onChoose = onChoose;
    this.#state = {
      content: null,
      neighbours: [],
      mask: new Uint8Array(0),
      opened: -1,
      serial: 0,
      hovered: -1,
      hasCursor: false,
      tool,
      images: false,
      labels: false,
      muted: new Map(),
      movedTo: 0,
    };
  }

  get state() {
    return this.#state;
  }

  /**
   * @param {readonly (keyof State)[]} parts
   * @param {Listener} listener called when one of them has changed, in the order of subscription
   * @returns {void}
   */
  subscribe(parts, listener) {
    this.#subscriptions.push({ parts, listener });
  }

  /**
   * @param {Partial<State>} changes
   * @returns {void}
   */
  #change(changes) {
    const before = this.state;
    const state = { ...before, ...changes };
    this.#state = state;
    for (const { parts, listener } of this.#subscriptions) {
      if (parts.some((part) => state[part] !== before[part])) listener(state, before);
    }
  }

  /**
   * @param {Partial<State>} changes
   * @returns {void}
   */
  #act(changes) {
    const before = this.state;
    this.#change(changes);
    const parts = SHARED.filter((part) => part in changes && this.state[part] !== before[part]);
    if (parts.length > 0) this.onAct(Object.fromEntries(parts.map((part) => [part, this.state[part]])));
  }

  // What Python says.

  /**
   * @param {Content} content
   * @returns {void}
   */
  takeContent(content) {
    const before = this.state;
    const { count, serial, selected, opened } = content.data;
    const hasSameMaps = haveSameMaps(content, before.content);
    const isHovering = haveSameImages(content, before.content) && before.hovered < count;
    // What the visitor chose after this was sent counts more.
    const isNews = serial >= before.serial || before.mask.length !== count;
    this.#change({
      content,
      neighbours: hasSameMaps ? before.neighbours : [],
      movedTo: hasSameMaps ? before.movedTo : 0,
      ...(isHovering ? {} : { hovered: -1, hasCursor: false }),
      ...(isNews
        ? { mask: decodeMask(selected, count), opened, serial: Math.max(before.serial, serial) }
        : {}),
    });
  }

  /**
   * @param {Neighbours} neighbours
   * @returns {void}
   */
  takeNeighbours(neighbours) {
    this.#change({ neighbours });
  }

  // What is done in another window.

  /** @returns {Shared} */
  getShared() {
    const { mask, opened, serial, hovered, images, labels, muted, movedTo } = this.state;
    return { mask, opened, serial, hovered, images, labels, muted, movedTo };
  }

  /**
   * Take over what another window shows; Python is not told.
   * @param {Partial<Shared>} changes
   * @returns {void}
   */
  takeShared(changes) {
    this.#change("hovered" in changes ? { ...changes, hasCursor: false } : changes);
  }

  // What the visitor chooses.

  /**
   * @param {Uint8Array} mask
   * @param {number} opened
   * @returns {void}
   */
  choose(mask, opened) {
    if (areEqual(mask, this.state.mask) && opened === this.state.opened) return;
    const serial = this.state.serial + 1;
    this.#act({ mask, opened, serial });
    this.#onChoose({ serial, count: mask.length, selected: encodeMask(mask), opened });
  }

  /**
   * @param {readonly number[]} points
   * @param {SelectionMode} mode
   * @returns {void}
   */
  select(points, mode) {
    this.choose(combineMask(this.state.mask, points, mode), this.state.opened);
  }

  /**
   * Open an image and select it; one that is taken from the selection is not opened.
   * @param {number} point
   * @param {SelectionMode} mode
   * @returns {void}
   */
  open(point, mode) {
    const { mask, opened } = this.state;
    this.choose(combineMask(mask, [point], mode), mode === "subtract" ? opened : point);
  }

  /** Open the hovered image; the selection stays. */
  openHovered() {
    if (this.state.hovered >= 0) this.choose(this.state.mask, this.state.hovered);
  }

  /** Select the hovered image, or take it from the selection. */
  toggleHovered() {
    const { mask, hovered } = this.state;
    this.select([hovered], mask[hovered] ? "subtract" : "add");
  }

  /** Select and open nothing. */
  clear() {
    this.choose(new Uint8Array(this.state.mask.length), -1);
  }

  // What the visitor points at, and sets.

  /**
   * @param {number} point or -1
   * @returns {void}
   */
  hover(point) {
    this.#act({ hovered: point, hasCursor: false });
  }

  /**
   * @param {number} point
   * @returns {void}
   */
  moveCursor(point) {
    this.#act({ hovered: point, hasCursor: true });
  }

  /**
   * @param {Tool} tool
   * @returns {void}
   */
  chooseTool(tool) {
    this.#act({ tool });
  }

  toggleImages() {
    this.#act({ images: !this.state.images });
  }

  toggleLabels() {
    this.#act({ labels: !this.state.labels });
  }

  /** Move the first map's points to their places on the next one; from the last one back home. */
  moveOn() {
    const { content, movedTo } = this.state;
    if (content) this.#act({ movedTo: (movedTo + 1) % content.data.maps.length });
  }

  /**
   * @param {number} at number of the map
   * @param {ReadonlySet<number>} values
   * @returns {void}
   */
  mute(at, values) {
    const { content, muted } = this.state;
    if (!content) return;
    this.#act({ muted: new Map(muted).set(describeColouring(findColouring(content, at)), values) });
  }

  /**
   * @param {number} at number of the map
   * @returns {ReadonlySet<number>} values that are muted there
   */
  getMuted(at) {
    const { content, muted } = this.state;
    return (content && muted.get(describeColouring(findColouring(content, at)))) ?? new Set();
  }
}

// One or two maps of the same images, linked: what is hovered, selected or muted in one is so in both.

import { MOVE_TIME, animate, blendPositions } from "./animation.js";
import { describeImage, fillCard, makeElement, placeCard } from "./card.js";
import { makePalette, parseColour } from "./colour.js";
import { decodePositions, makeStore } from "./decode.js";
import { findDirection, findNext } from "./keyboard.js";
import { Legend } from "./legend.js";
import { Pane } from "./pane.js";
import { Sheets } from "./pictures.js";
import { areEqual, combineMask, countSelected, decodeMask, encodeMask } from "./selection.js";
import { Toolbar } from "./toolbar.js";

/** @import { Captions } from "./card.js" */
/** @import { Colouring } from "./legend.js" */
/** @import { Cloud } from "./overlay.js" */
/** @import { Shared } from "./pane.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { SelectionMode } from "./selection.js" */
/** @import { Tool } from "./toolbar.js" */

/**
 * What Python says; arrays are addresses.
 * @typedef {{
 *   count: number,
 *   maps: { title: string, method: string, positions: string }[],
 *   colourings: (Omit<Colouring, "values"> & { values: string })[],
 *   captions: { labels: string, class_names: string[], ids: string, num_test: number },
 *   pictures: Pictures | null,
 *   neighbours: string[],
 *   selected: string,
 *   opened: number,
 *   serial: number,
 *   clouds: (Cloud | null)[],
 *   height: number,
 * }} Data
 */

/**
 * What Streamlit calls a component with.
 * @typedef {{
 *   parentElement: HTMLElement | ShadowRoot,
 *   data: Data,
 *   setStateValue: (name: string, value: unknown) => void,
 * }} Component
 */

/** Arrays that are kept: a few maps and some colourings, to go back to without fetching. */
const KEPT_ARRAYS = 40;
const INSTRUCTIONS =
  "Arrows go from image to image, Enter opens one, Space selects it, Escape clears, plus and minus zoom, " +
  "zero shows everything.";

/** @type {WeakMap<object, LinkedMaps>} */
const instances = new WeakMap();

/** @implements {Shared} */
class LinkedMaps {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.load = makeStore(KEPT_ARRAYS);
    /** @type {(choice: object) => void} */
    this.send = () => {};
    /** @type {Data | null} */
    this.data = null;
    /** Of the last call: an earlier one that took longer to fetch its arrays is dropped. */
    this.turn = 0;
    /** Of the last choice: Python sends back the one that it has taken. */
    this.serial = 0;
    /** 1 for each selected point. @type {Uint8Array} */
    this.mask = new Uint8Array(0);
    this.hovered = -1;
    this.opened = -1;
    this.hasCursor = false;
    this.isSpaceDown = false;
    this.hasPanned = false;
    /** @type {Tool} */
    this.tool = matchMedia("(pointer: coarse)").matches ? "pan" : "lasso";
    this.images = false;
    this.labels = false;
    this.isMoved = false;
    this.stopMoving = () => {};
    this.text = "#000000";
    this.background = "#ffffff";
    this.accent = "#0b5fa5";
    /** @type {Pictures | null} */
    this.pictures = null;
    this.sheets = new Sheets(() => this.images && this.panes.forEach((pane) => pane.redraw()));
    /** @type {Captions} */
    this.captions = { labels: new Uint16Array(0), classNames: [], ids: new Uint32Array(0), numTest: 0 };
    /** @type {Float32Array[]} */
    this.positions = [];
    /** @type {Colouring[]} */
    this.colourings = [];
    /**
     * What is muted in each colouring, by what the colouring shows.
     * @type {Map<string, ReadonlySet<number>>}
     */
    this.muted = new Map();
    /** @type {(Uint16Array | Uint32Array)[]} */
    this.neighbours = [];
    /** @type {Pane[]} */
    this.panes = [];
    /** @type {Legend[]} */
    this.legends = [];
    /** Which image the card shows. */
    this.carded = -1;

    this.toolbar = new Toolbar({
      chooseTool: (tool) => this.set({ tool }),
      zoom: (factor) => this.panes.forEach((pane) => pane.zoom(factor)),
      reset: () => this.panes.forEach((pane) => pane.resetView()),
      toggleImages: () => this.set({ images: !this.images }),
      toggleLabels: () => this.set({ labels: !this.labels }),
      move: () => this.move(),
      clear: () => this.commit(new Uint8Array(this.mask.length), -1),
    });
    this.maps = makeElement("div", "maps");
    this.foot = makeElement("div", "foot");
    this.problem = makeElement("div", "problem");
    this.problem.setAttribute("role", "alert");
    this.card = makeElement("div", "card");
    this.card.popover = "manual";
    this.live = makeElement("div", "live");
    this.live.setAttribute("aria-live", "polite");
    root.replaceChildren(this.toolbar.element, this.problem, this.maps, this.foot, this.card, this.live);
    root.addEventListener("keydown", (event) => this.pressEscape(event));
  }

  destroy() {
    this.turn += 1;
    this.stopMoving();
    this.panes.forEach((pane) => pane.destroy());
    this.root.replaceChildren();
  }

  /**
   * Take over what Python says.
   * @param {Component} component
   * @returns {Promise<void>}
   */
  async update({ data, setStateValue }) {
    this.turn += 1;
    const { turn } = this;
    this.send = (choice) => setStateValue("choice", choice);
    try {
      const [positions, values, labels, ids] = await Promise.all([
        Promise.all(data.maps.map((map) => this.load(map.positions))),
        Promise.all(data.colourings.map((colouring) => this.load(colouring.values))),
        this.load(data.captions.labels),
        this.load(data.captions.ids),
      ]);
      if (turn !== this.turn) return;
      this.captions = {
        labels: new Uint16Array(labels),
        classNames: data.captions.class_names,
        ids: new Uint32Array(ids),
        numTest: data.captions.num_test,
      };
      this.colourings = data.colourings.map((colouring, at) => ({
        ...colouring,
        values: new Uint8Array(values[at]),
      }));
      this.apply(data, positions);
      this.problem.textContent = "";
    } catch (error) {
      if (turn !== this.turn) return;
      this.problem.textContent = "The points of the map could not be fetched: reload the page.";
      throw error;
    }
    // After the first paint: what only a hover needs.
    setTimeout(() => turn === this.turn && this.loadRest(data, turn), 0);
  }

  /**
   * @param {Data} data
   * @param {number} turn
   * @returns {Promise<void>}
   */
  async loadRest(data, turn) {
    this.sheets.keep(data.pictures?.urls ?? []);
    const bytes = await Promise.all(data.neighbours.map((address) => this.load(address)));
    if (turn !== this.turn) return;
    this.neighbours = bytes.map((rows) =>
      data.count <= 1 << 16 ? new Uint16Array(rows) : new Uint32Array(rows),
    );
    this.carded = -1;
  }

  /**
   * @param {Data} data
   * @param {ArrayBuffer[]} positions
   * @returns {void}
   */
  apply(data, positions) {
    const before = this.data;
    const hasSameImages = before !== null && before.captions.ids === data.captions.ids;
    const hasSameMaps =
      before !== null &&
      before.maps.map((map) => map.positions).join() === data.maps.map((map) => map.positions).join();
    this.data = data;
    this.pictures = data.pictures;
    this.neighbours = hasSameMaps ? this.neighbours : [];
    if (!hasSameImages || this.hovered >= data.count) this.hover(-1);
    // What the visitor chose after this was sent counts more.
    if (data.serial >= this.serial || before?.count !== data.count) {
      this.mask = decodeMask(data.selected, data.count);
      this.opened = data.opened;
      this.serial = Math.max(this.serial, data.serial);
    }
    if (!hasSameMaps) {
      this.stopMoving();
      this.isMoved = false;
      this.positions = positions.map(decodePositions);
    }
    this.arrange(data);
    this.panes.forEach((pane, at) => {
      if (!hasSameMaps) {
        pane.isMoving = false;
        pane.place(this.positions[at]);
        pane.resize();
        pane.resetView();
      }
    });
    this.readTheme();
    this.colour();
    this.refresh();
    this.panes.forEach((pane) => pane.drawAll());
    this.root.dataset.drawn = String(data.count);
  }

  /**
   * Have a pane for each map and a legend for each colouring.
   * @param {Data} data
   * @returns {void}
   */
  arrange(data) {
    this.root.style.setProperty("--map-height", `${data.height}px`);
    while (this.panes.length > data.maps.length) this.panes.pop()?.destroy();
    while (this.panes.length < data.maps.length) {
      const pane = new Pane(this);
      this.panes.push(pane);
      this.maps.append(pane.element);
    }
    this.root.classList.toggle("two", data.maps.length === 2);
    this.panes.forEach((pane, at) => {
      pane.overlay.setAttribute(
        "aria-label",
        `Map of ${data.count} images by ${data.maps[at].title}. ${INSTRUCTIONS}`,
      );
    });
    this.legends.slice(data.colourings.length).forEach((legend) => legend.element.remove());
    this.legends.length = Math.min(this.legends.length, data.colourings.length);
    data.colourings.forEach((colouring, at) => {
      const legend = (this.legends[at] ??= new Legend((muted) => this.mute(at, muted)));
      (data.colourings.length === 1 ? this.foot : this.panes[at].element).append(legend.element);
      const shows = describeColouring(colouring);
      if (legend.element.dataset.shows !== shows) legend.show(this.colourings[at]);
      legend.element.dataset.shows = shows;
    });
  }

  readTheme() {
    const style = getComputedStyle(this.root);
    this.text = style.getPropertyValue("--st-text-color").trim() || "#16202c";
    this.background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
    this.accent = style.getPropertyValue("--st-primary-color").trim() || "#0b5fa5";
  }

  /**
   * @param {number} at number of the pane
   * @returns {Colouring}
   */
  getColouring(at) {
    return this.colourings[Math.min(at, this.colourings.length - 1)];
  }

  colour() {
    const background = parseColour(this.background);
    this.panes.forEach((pane, at) => {
      const colouring = this.getColouring(at);
      const muted = this.muted.get(describeColouring(colouring)) ?? new Set();
      pane.colour(colouring, makePalette(colouring.colours, background), muted);
    });
  }

  /**
   * @param {number} at number of the colouring
   * @param {ReadonlySet<number>} muted
   * @returns {void}
   */
  mute(at, muted) {
    this.muted.set(describeColouring(this.colourings[at]), muted);
    this.colour();
    this.refresh();
  }

  /** Bring everything but the points up to date. */
  refresh() {
    const { data } = this;
    if (!data) return;
    this.panes.forEach((pane, at) => {
      const isAway = at === 0 && this.isMoved;
      const { title, method } = data.maps[at];
      pane.title.textContent = isAway ? `${data.maps[1].title}, moved here from ${title}` : title;
      pane.method.textContent = method;
      // Python's cloud is of the image that it knew as opened.
      pane.cloud = isAway || data.opened !== this.opened ? null : (data.clouds[at] ?? null);
      pane.note.textContent = pane.cloud ? `◆ ${pane.cloud.label}` : "";
      pane.overlay.dataset.tool = this.tool;
      pane.redrawOverlay();
    });
    this.legends.forEach((legend, at) => {
      const colouring = this.colourings[at];
      legend.update(colouring, this.mask, this.muted.get(describeColouring(colouring)) ?? new Set());
    });
    const selected = countSelected(this.mask);
    this.toolbar.update({
      tool: this.tool,
      images: this.images,
      labels: this.labels,
      hasImages: this.pictures !== null,
      hasLabels: this.colourings.some((colouring) => colouring.names.length > 0),
      isMoved: this.isMoved,
      hasTwo: this.panes.length === 2,
      hasSelection: selected > 0 || this.opened >= 0,
    });
    // For people who debug, and for tests: all else that is drawn are pixels.
    Object.assign(this.root.dataset, { selected, opened: this.opened, hovered: this.hovered });
  }

  /**
   * @param {{ tool?: Tool, images?: boolean, labels?: boolean }} changes
   * @returns {void}
   */
  set(changes) {
    Object.assign(this, changes);
    this.panes.forEach((pane) => pane.redraw());
    this.refresh();
  }

  // What people do.

  /**
   * @param {number} point or -1
   * @param {Pane} [pane] where
   * @param {{ x: number, y: number } | null} [place] of the card in the window
   * @returns {void}
   */
  hover(point, pane, place = null) {
    this.hasCursor = false;
    if (point !== this.hovered) {
      this.hovered = point;
      this.root.dataset.hovered = String(point);
      this.panes.forEach((other) => other.redrawOverlay());
    }
    if (pane) pane.overlay.style.cursor = point >= 0 ? "pointer" : "";
    if (point < 0 || !place) {
      this.card.hidePopover();
      return;
    }
    if (this.carded !== point) this.fillCard(point);
    this.card.showPopover();
    const { offsetWidth, offsetHeight } = this.card;
    const { left, top } = placeCard(
      place.x,
      place.y,
      offsetWidth,
      offsetHeight,
      document.documentElement.clientWidth,
      window.innerHeight,
    );
    Object.assign(this.card.style, { left: `${left}px`, top: `${top}px` });
  }

  /** @param {number} point */
  fillCard(point) {
    const rows = this.neighbours.map((all, at) => {
      const each = all.length / this.mask.length;
      return {
        title: this.data?.maps[at].title ?? "",
        points: Array.from(all.subarray(point * each, (point + 1) * each)),
      };
    });
    fillCard(this.card, point, this.captions, this.pictures, rows);
    this.carded = point;
  }

  /**
   * @param {number[]} points
   * @param {SelectionMode} mode
   * @returns {void}
   */
  choose(points, mode) {
    this.commit(combineMask(this.mask, points, mode), this.opened);
    this.live.textContent = `${countSelected(this.mask)} images are selected.`;
  }

  /**
   * @param {number} point
   * @param {SelectionMode} mode
   * @returns {void}
   */
  open(point, mode) {
    this.commit(combineMask(this.mask, [point], mode), mode === "subtract" ? this.opened : point);
    this.announce(point);
  }

  /**
   * Show a choice at once, and tell Python.
   * @param {Uint8Array} mask
   * @param {number} opened
   * @returns {void}
   */
  commit(mask, opened) {
    if (areEqual(mask, this.mask) && opened === this.opened) return;
    this.mask = mask;
    this.opened = opened;
    this.serial += 1;
    this.panes.forEach((pane) => pane.rank());
    this.refresh();
    this.send({ serial: this.serial, count: mask.length, selected: encodeMask(mask), opened });
  }

  /** @param {number} point */
  announce(point) {
    const { name, where } = describeImage(this.captions, point);
    this.live.textContent = `${name}, ${where}${this.mask[point] ? ", selected" : ""}`;
  }

  /** Move the first map's points to their places on the other one, or back. */
  move() {
    const [pane] = this.panes;
    this.stopMoving();
    this.isMoved = !this.isMoved;
    const from = pane.positions.slice();
    const to = this.positions[this.isMoved ? 1 : 0];
    const between = new Float32Array(from.length);
    this.hover(-1);
    pane.isMoving = true;
    this.refresh();
    this.stopMoving = animate(MOVE_TIME, (share) => {
      pane.isMoving = share < 1;
      blendPositions(from, to, share, between);
      pane.place(share < 1 ? between : to);
      pane.drawAll();
    });
  }

  /** @param {KeyboardEvent} event */
  pressEscape(event) {
    if (event.key !== "Escape") return;
    this.hover(-1);
    const isDrawing = this.panes.map((pane) => pane.gestures.cancel()).includes(true);
    if (!isDrawing) this.commit(new Uint8Array(this.mask.length), -1);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Pane} pane
   * @returns {void}
   */
  pressKey(event, pane) {
    const direction = findDirection(event.key);
    if (direction) this.moveCursor(pane, direction);
    else if (event.key === "Enter") this.hovered >= 0 && this.commit(this.mask, this.hovered);
    else if (event.key === "+" || event.key === "=") pane.zoom(1.5);
    else if (event.key === "-") pane.zoom(1 / 1.5);
    else if (event.key === "0") pane.resetView();
    else if (event.key === " ") {
      if (!event.repeat) this.hasPanned = false;
      this.isSpaceDown = true;
    } else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  releaseKey(event) {
    if (event.key !== " ") return;
    this.isSpaceDown = false;
    // Space held while the mouse drags moves the map, and selects nothing.
    if (this.hasPanned || !this.hasCursor) return;
    this.commit(
      combineMask(this.mask, [this.hovered], this.mask[this.hovered] ? "subtract" : "add"),
      this.opened,
    );
    this.announce(this.hovered);
  }

  /**
   * @param {Pane} pane
   * @param {[number, number]} direction
   * @returns {void}
   */
  moveCursor(pane, direction) {
    const from = this.hovered >= 0 ? this.hovered : this.opened;
    const point =
      from < 0
        ? pane.pick(pane.width / 2, pane.height / 2, Math.max(pane.width, pane.height))
        : findNext(pane.screen, pane.ranks, pane.screen[2 * from], pane.screen[2 * from + 1], direction);
    if (point < 0) return;
    pane.reveal(point);
    this.hover(point, pane, pane.findPlace(point));
    this.hasCursor = true;
    this.announce(point);
  }
}

/**
 * What parts one colouring from another, besides its values.
 * @param {{ title: string, colours: string[], names: string[] }} colouring
 * @returns {string}
 */
function describeColouring({ title, colours, names }) {
  return JSON.stringify([title, colours, names]);
}

/**
 * Called by Streamlit at first, and whenever the data or the theme have changed.
 * @param {Component} component
 * @returns {() => void} called when the component leaves the page
 */
export default function show(component) {
  const { parentElement } = component;
  let maps = instances.get(parentElement);
  if (!maps) {
    maps = new LinkedMaps(/** @type {HTMLElement} */ (parentElement.querySelector(".linked-maps")));
    instances.set(parentElement, maps);
  }
  maps.update(component);
  return () => {
    instances.get(parentElement)?.destroy();
    instances.delete(parentElement);
  };
}

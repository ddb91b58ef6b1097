// One or two maps of the same images, linked: what is hovered, selected or muted in one is so in both.

import { describeImage, makeElement } from "./card.js";
import { makePalette, parseColour } from "./colour.js";
import { describeColouring, fetchContent, fetchNeighbours, haveSameMaps } from "./content.js";
import { makeStore } from "./decode.js";
import { HoverCard } from "./hover_card.js";
import { Legend } from "./legend.js";
import { Pane } from "./pane.js";
import { Sheets } from "./pictures.js";
import { countSelected } from "./selection.js";
import { Shortcuts } from "./shortcuts.js";
import { Store } from "./store.js";
import { readInk } from "./theme.js";
import { Toolbar } from "./toolbar.js";

/** @import { Content, Data } from "./content.js" */
/** @import { Ink } from "./overlay.js" */
/** @import { Choice, State } from "./store.js" */

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

class LinkedMaps {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.load = makeStore(KEPT_ARRAYS);
    /** @type {(choice: Choice) => void} */
    this.send = () => {};
    /** Of the last call: an earlier one that took longer to fetch its arrays is dropped. */
    this.turn = 0;
    const isTouched = matchMedia("(pointer: coarse)").matches;
    this.store = new Store(isTouched ? "pan" : "lasso", (choice) => this.send(choice));
    this.shortcuts = new Shortcuts(this.store, (point) => this.announce(point));
    this.sheets = new Sheets(
      () => this.store.state.images && this.panes.forEach((pane) => pane.redraw()),
    );
    /** @type {Ink} */
    this.ink = { text: "#000000", background: "#ffffff", accent: "#0b5fa5" };
    /** @type {Pane[]} */
    this.panes = [];
    /** @type {Legend[]} */
    this.legends = [];

    this.toolbar = new Toolbar({
      chooseTool: (tool) => this.store.chooseTool(tool),
      zoom: (factor) => this.panes.forEach((pane) => pane.viewport.zoom(factor)),
      reset: () => this.panes.forEach((pane) => pane.viewport.reset()),
      toggleImages: () => this.store.toggleImages(),
      toggleLabels: () => this.store.toggleLabels(),
      move: () => this.move(),
      clear: () => this.store.clear(),
    });
    this.maps = makeElement("div", "maps");
    this.foot = makeElement("div", "foot");
    this.problem = makeElement("div", "problem");
    this.problem.setAttribute("role", "alert");
    this.card = new HoverCard();
    this.live = makeElement("div", "live");
    this.live.setAttribute("aria-live", "polite");
    const { toolbar, problem, maps, foot, card, live } = this;
    root.replaceChildren(toolbar.element, problem, maps, foot, card.element, live);
    root.addEventListener("keydown", (event) => this.pressEscape(event));
    this.subscribe();
  }

  subscribe() {
    const { store } = this;
    store.subscribe(["content"], ({ content }, before) => content && this.arrange(content, before.content));
    store.subscribe(["content", "hovered"], ({ hovered }) => this.ring(hovered));
    store.subscribe(["content", "mask", "muted"], (state) => this.colour(state));
    store.subscribe(
      ["content", "mask", "opened", "tool", "images", "labels", "muted", "isMoved"],
      (state) => this.refresh(state),
    );
  }

  destroy() {
    this.turn += 1;
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
      const content = await fetchContent(data, this.load);
      if (turn !== this.turn) return;
      this.store.takeContent(content);
      this.panes.forEach((pane) => pane.drawAll());
      this.root.dataset.drawn = String(data.count);
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
    const neighbours = await fetchNeighbours(data, this.load);
    if (turn !== this.turn) return;
    this.store.takeNeighbours(neighbours);
    this.card.forget();
  }

  // What is shown.

  /**
   * Have a pane for each map and a legend for each colouring.
   * @param {Content} content
   * @param {Content | null} before
   * @returns {void}
   */
  arrange(content, before) {
    const { data, positions, colourings } = content;
    this.root.style.setProperty("--map-height", `${data.height}px`);
    while (this.panes.length > data.maps.length) this.panes.pop()?.destroy();
    while (this.panes.length < data.maps.length) this.addPane();
    this.root.classList.toggle("two", data.maps.length === 2);
    this.panes.forEach((pane, at) => {
      pane.overlay.setAttribute(
        "aria-label",
        `Map of ${data.count} images by ${data.maps[at].title}. ${INSTRUCTIONS}`,
      );
    });
    this.legends.slice(colourings.length).forEach((legend) => legend.element.remove());
    this.legends.length = Math.min(this.legends.length, colourings.length);
    colourings.forEach((colouring, at) => {
      const legend = (this.legends[at] ??= new Legend((muted) => this.store.mute(at, muted)));
      (colourings.length === 1 ? this.foot : this.panes[at].element).append(legend.element);
      const shows = describeColouring(colouring);
      if (legend.element.dataset.shows !== shows) legend.show(colouring);
      legend.element.dataset.shows = shows;
    });
    if (!haveSameMaps(content, before)) this.panes.forEach((pane, at) => pane.place(positions[at]));
    this.ink = readInk(this.root);
  }

  addPane() {
    const { shortcuts, store } = this;
    const pane = new Pane(
      {
        hover: (point, place) => this.hover(point, place),
        choose: (points, mode) => {
          store.select(points, mode);
          this.live.textContent = `${countSelected(store.state.mask)} images are selected.`;
        },
        open: (point, mode) => {
          store.open(point, mode);
          this.announce(point);
        },
        pan: () => shortcuts.pan(),
        isSpaceDown: () => shortcuts.isSpaceDown,
        pressKey: (event) => shortcuts.press(event, pane),
        releaseKey: (event) => shortcuts.release(event),
        letGo: () => shortcuts.letGo(),
      },
      this.sheets,
    );
    this.panes.push(pane);
    this.maps.append(pane.element);
  }

  /** @param {number} point that is hovered, or -1 */
  ring(point) {
    this.root.dataset.hovered = String(point);
    this.panes.forEach((pane) => pane.ring(point));
    if (point < 0) this.card.hide();
  }

  /** @param {State} state */
  colour({ content, mask }) {
    if (!content) return;
    const background = parseColour(this.ink.background);
    this.panes.forEach((pane, at) => {
      const colouring = content.colourings[Math.min(at, content.colourings.length - 1)];
      pane.colour(colouring, makePalette(colouring.colours, background), mask, this.store.getMuted(at));
    });
  }

  /**
   * Bring everything but the points up to date.
   * @param {State} state
   * @returns {void}
   */
  refresh({ content, mask, opened, hovered, tool, images, labels, isMoved }) {
    if (!content) return;
    const { data, colourings } = content;
    this.panes.forEach((pane, at) => {
      const isAway = at === 0 && isMoved;
      const { title, method } = data.maps[at];
      pane.show({
        title: isAway ? `${data.maps[1].title}, moved here from ${title}` : title,
        method,
        // Python's cloud is of the image that it knew as opened.
        cloud: isAway || data.opened !== opened ? null : (data.clouds[at] ?? null),
        opened,
        tool,
        pictures: images ? data.pictures : null,
        labels,
        ink: this.ink,
      });
    });
    this.legends.forEach((legend, at) => legend.update(colourings[at], mask, this.store.getMuted(at)));
    const selected = countSelected(mask);
    this.toolbar.update({
      tool,
      images,
      labels,
      hasImages: data.pictures !== null,
      hasLabels: colourings.some((colouring) => colouring.names.length > 0),
      isMoved,
      hasTwo: this.panes.length === 2,
      hasSelection: selected > 0 || opened >= 0,
    });
    // For people who debug, and for tests: all else that is drawn are pixels.
    Object.assign(this.root.dataset, { selected, opened, hovered });
  }

  // What people do.

  /**
   * @param {number} point or -1
   * @param {{ x: number, y: number } | null} [place] of the card in the window
   * @returns {void}
   */
  hover(point, place = null) {
    this.store.hover(point);
    const { content, neighbours } = this.store.state;
    if (point >= 0 && place && content) this.card.show(point, place, content, neighbours);
  }

  /** @param {number} point */
  announce(point) {
    const { content, mask } = this.store.state;
    if (!content) return;
    const { name, where } = describeImage(content.captions, point);
    this.live.textContent = `${name}, ${where}${mask[point] ? ", selected" : ""}`;
  }

  /** Move the first map's points to their places on the other one, or back. */
  move() {
    this.hover(-1);
    this.store.toggleMoved();
    const { content, isMoved } = this.store.state;
    if (content) this.panes[0].moveTo(content.positions[isMoved ? 1 : 0]);
  }

  /** @param {KeyboardEvent} event */
  pressEscape(event) {
    if (event.key !== "Escape") return;
    this.hover(-1);
    const isDrawing = this.panes.map((pane) => pane.gestures.cancel()).includes(true);
    if (!isDrawing) this.store.clear();
  }
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

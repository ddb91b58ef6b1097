// One to four maps of the same images, linked: what is hovered, selected or muted in one is so in all of them, also
// in those that are in windows of their own.

import { fetchKept } from "../component/kept.js";
import { describeImage, makeElement } from "./card.js";
import { makePalette, parseColour } from "./colour.js";
import { describeColouring, fetchContent, fetchNeighbours, findColouring, hasSameMap, haveSameMaps } from "./content.js";
import { makeStore } from "./decode.js";
import { HoverCard, findNeighbours } from "./hover_card.js";
import { Legend } from "./legend.js";
import { PageLine } from "./page_line.js";
import { Pane } from "./pane.js";
import { Sheets } from "./pictures.js";
import { countSelected } from "./selection.js";
import { Shortcuts } from "./shortcuts.js";
import { Store } from "./store.js";
import { fill } from "./texts.js";
import { applyTheme, readInk, readTheme } from "./theme.js";
import { Toolbar } from "./toolbar.js";
import { WindowLine } from "./window_line.js";
import { readHash, writeHash, writeWindowPage } from "./window_page.js";

/** @import { Content, Data } from "./content.js" */
/** @import { Ink } from "./overlay.js" */
/** @import { Choice, Shared, State } from "./store.js" */
/** @import { Showing } from "./messages.js" */
/** @import { Texts } from "./texts.js" */

/**
 * What Streamlit calls a component with.
 * @typedef {{
 *   parentElement: HTMLElement | ShadowRoot,
 *   data: Data,
 *   setStateValue: (name: string, value: unknown) => void,
 *   setTriggerValue: (name: string, value: unknown) => void,
 * }} Component
 */

/** Arrays that are kept: a few maps and some colourings, to go back to without fetching. */
const KEPT_ARRAYS = 40;
const WINDOW = "popup,width=900,height=960";

/** @type {WeakMap<object, LinkedMaps>} */
const instances = new WeakMap();

class LinkedMaps {
  /**
   * @param {HTMLElement} root
   * @param {Texts} texts
   * @param {number | null} [only] the map that is shown; null: all of them
   */
  constructor(root, texts, only = null) {
    this.root = root;
    this.texts = texts;
    this.only = only;
    /** The windows' end of the line; null in a window. @type {PageLine | null} */
    this.line = null;
    /** Of the page that windows are opened with. @type {Promise<string> | null} */
    this.page = null;
    this.address = "";
    this.load = makeStore(KEPT_ARRAYS);
    /** @type {(choice: Choice) => void} */
    this.send = () => {};
    /** @type {(name: string) => void} */
    this.recolour = () => {};
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

    this.toolbar = new Toolbar(texts, {
      chooseTool: (tool) => this.store.chooseTool(tool),
      zoom: (factor) => this.panes.forEach((pane) => pane.viewport.zoom(factor)),
      reset: () => this.panes.forEach((pane) => pane.viewport.reset()),
      toggleImages: () => this.store.toggleImages(),
      toggleLabels: () => this.store.toggleLabels(),
      move: () => {
        this.hover(-1);
        this.store.moveOn();
      },
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
    store.subscribe(["content"], ({ content }, before) => content && this.arrange(content, before));
    store.subscribe(["content", "hovered", "neighbours"], (state) => this.ring(state));
    store.subscribe(["content", "mask", "muted"], (state) => this.colour(state));
    store.subscribe(
      ["content", "mask", "opened", "tool", "images", "labels", "muted", "movedTo"],
      (state) => this.refresh(state),
    );
    store.subscribe(["movedTo"], (state, before) => this.move(state, before));
  }

  destroy() {
    this.turn += 1;
    this.line?.close();
    this.panes.forEach((pane) => pane.destroy());
    this.root.replaceChildren();
  }

  /**
   * Take over what Python says.
   * @param {Component} component
   * @returns {Promise<void>}
   */
  async update({ data, setStateValue, setTriggerValue }) {
    this.turn += 1;
    const { turn } = this;
    this.send = (choice) => setStateValue("choice", choice);
    this.recolour = (name) => setTriggerValue("colour", name);
    try {
      const content = await fetchContent(data, this.load);
      if (turn !== this.turn) return;
      this.store.takeContent(content);
      this.panes.forEach((pane) => pane.drawAll());
      this.root.dataset.drawn = String(data.count);
      this.problem.textContent =
        this.panes.length > 0 ? "" : this.texts.fewer_maps;
      this.line?.show();
    } catch (error) {
      if (turn !== this.turn) return;
      this.problem.textContent = this.texts.unfetched;
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
    if (this.line && !this.page) this.preparePage(data.style);
    const neighbours = await fetchNeighbours(data, this.load);
    if (turn !== this.turn) return;
    this.store.takeNeighbours(neighbours);
    this.card.forget();
  }

  // What is shown.

  /**
   * Have a pane for each map and a legend for each colouring; in a window for one map, those of that one.
   * @param {Content} content
   * @param {State} before
   * @returns {void}
   */
  arrange(content, before) {
    const { data, positions, colourings } = content;
    const { texts } = this;
    const numbers = data.maps.map((_, at) => at).filter((at) => this.only === null || at === this.only);
    this.root.style.setProperty("--map-height", `${data.height}px`);
    while (this.panes.length > numbers.length) this.panes.pop()?.destroy();
    for (const at of numbers.slice(this.panes.length)) this.addPane(at);
    this.maps.dataset.count = String(numbers.length);
    this.panes.forEach(({ overlay, at }) => {
      overlay.setAttribute(
        "aria-label",
        `${fill(texts.map, { count: data.count, title: data.maps[at].title })} ${texts.arrow_instructions}`,
      );
    });
    // One for all maps, or one for each that is shown.
    const count = Math.min(colourings.length, numbers.length);
    this.legends.slice(count).forEach((legend) => legend.element.remove());
    this.legends.length = Math.min(this.legends.length, count);
    this.panes.slice(0, count).forEach((pane, place) => {
      const colouring = findColouring(content, pane.at);
      const legend = (this.legends[place] ??= new Legend(texts, (muted) => this.store.mute(pane.at, muted)));
      (colourings.length === 1 ? this.foot : pane.element).append(legend.element);
      const shows = describeColouring(colouring);
      if (legend.element.dataset.shows !== shows) legend.show(colouring);
      legend.element.dataset.shows = shows;
    });
    // A map that stays while others come or go is not touched: people have zoomed it.
    this.panes.forEach((pane) => {
      const isThere = hasSameMap(content, before.content, pane.at);
      const comesHome = pane.at === 0 && before.movedTo !== this.store.state.movedTo;
      if (!isThere || comesHome) pane.place(positions[pane.at]);
    });
    this.ink = readInk(this.root);
  }

  /** @param {number} at number of its map */
  addPane(at) {
    const { shortcuts, store, texts } = this;
    const pane = new Pane(
      at,
      {
        hover: (point, place) => this.hover(point, place),
        choose: (points, mode) => {
          store.select(points, mode);
          this.live.textContent = fill(texts.selected, { count: countSelected(store.state.mask) });
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
        detach: this.only === null ? () => this.detach(at) : null,
      },
      this.sheets,
      texts.detach,
    );
    this.panes.push(pane);
    this.maps.append(pane.element);
  }

  /** @param {State} state */
  ring({ content, hovered, neighbours }) {
    this.root.dataset.hovered = String(hovered);
    this.panes.forEach((pane) => {
      const all = neighbours[pane.at];
      pane.ring(hovered, content && all && hovered >= 0 ? findNeighbours(hovered, content.data.count, all) : []);
    });
    if (hovered < 0) this.card.hide();
  }

  /** @param {State} state */
  colour({ content, mask }) {
    if (!content) return;
    const background = parseColour(this.ink.background);
    this.panes.forEach((pane) => {
      const colouring = findColouring(content, pane.at);
      pane.colour(colouring, makePalette(colouring.colours, background), mask, this.store.getMuted(pane.at));
    });
  }

  /**
   * Bring everything but the points up to date.
   * @param {State} state
   * @returns {void}
   */
  refresh({ content, mask, opened, hovered, tool, images, labels, movedTo }) {
    if (!content) return;
    const { data, colourings } = content;
    const titles = data.maps.map((map) => map.title);
    this.panes.forEach((pane) => {
      const { at } = pane;
      const isAway = at === 0 && movedTo > 0;
      const { title, method } = data.maps[at];
      pane.show({
        title: isAway ? fill(this.texts.moved_from, { title: titles[movedTo], home: title }) : title,
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
    this.legends.forEach((legend, place) => {
      const { at } = this.panes[place];
      legend.update(findColouring(content, at), mask, this.store.getMuted(at));
    });
    const selected = countSelected(mask);
    this.toolbar.update({
      tool,
      images,
      labels,
      hasImages: data.pictures !== null,
      hasLabels: colourings.some((colouring) => colouring.names.length > 0),
      // It is the first map's points that move.
      titles: this.panes.some((pane) => pane.at === 0) ? titles : [],
      movedTo,
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
    this.live.textContent = mask[point]
      ? fill(this.texts.selected_image, { name, where })
      : `${name}, ${where}`;
  }

  /**
   * Move the first map's points to their places on another one, or back.
   * @param {State} state
   * @param {State} before
   * @returns {void}
   */
  move({ content, movedTo }, before) {
    // Other maps are at home at once.
    if (!content || !haveSameMaps(content, before.content)) return;
    this.panes.find((pane) => pane.at === 0)?.moveTo(content.positions[movedTo]);
  }

  // Windows.

  /** Be a page, whose maps can be in windows of their own. */
  openLine() {
    const page = {
      store: this.store,
      takeShared: (/** @type {Partial<Shared>} */ changes) => this.takeShared(changes),
      recolour: (/** @type {string} */ name) => this.recolour(name),
      describe: () => this.describe(),
    };
    this.line = new PageLine(page, findStorage());
  }

  /** @returns {Showing | null} what windows are told; null: there is nothing to show yet, or nothing to show it on */
  describe() {
    const { address, root, store } = this;
    const { content } = store.state;
    if (!content || !address) return null;
    return { address, data: content.data, theme: readTheme(root), shared: store.getShared() };
  }

  /**
   * Make the page of windows now: what opens one must do so at once.
   * @param {string} style address of the CSS
   * @returns {Promise<void>}
   */
  async preparePage(style) {
    this.page = makeWindowPage(style, this.texts);
    this.address = await this.page;
    // For those that are open since before this page was loaded anew.
    this.line?.show();
  }

  /**
   * Open a map in a window of its own, or bring it to the front.
   * @param {number} at number of the map
   * @returns {Promise<void>}
   */
  async detach(at) {
    const address = await this.page;
    if (!this.line || !address) return;
    const { name } = this.line;
    const opened = window.open(address + writeHash(name, at), `${name}.${at}`, WINDOW);
    if (opened) opened.focus();
    this.problem.textContent = opened ? "" : this.texts.blocked;
  }

  /**
   * Show what is done in another window.
   * @param {Partial<Shared>} changes
   * @returns {void}
   */
  takeShared(changes) {
    // The card is of the image under this window's pointer.
    if ("hovered" in changes) this.card.hide();
    this.store.takeShared(changes);
  }

  /** @param {KeyboardEvent} event */
  pressEscape(event) {
    if (event.key !== "Escape") return;
    this.hover(-1);
    const isDrawing = this.panes.map((pane) => pane.gestures.cancel()).includes(true);
    if (!isDrawing) this.store.clear();
  }
}

/** @type {Map<string, Promise<string>>} */
const windowPages = new Map();

/**
 * Where the page of this document's windows is: one for a language, which stays while the document does.
 * @param {string} style address of the CSS
 * @param {Texts} texts
 * @returns {Promise<string>}
 */
function makeWindowPage(style, texts) {
  const key = `${texts.language} ${style}`;
  const made = windowPages.get(key) ?? fetchKept(style).then(async (response) => {
    const html = writeWindowPage(await response.text(), import.meta.url, document.baseURI, texts);
    return URL.createObjectURL(new Blob([html], { type: "text/html" }));
  });
  windowPages.set(key, made);
  made.catch(() => windowPages.delete(key));
  return made;
}

/** @returns {Pick<Storage, "getItem" | "setItem">} the tab's, or what forgets at once where there is none */
function findStorage() {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

/**
 * Called by Streamlit at first, and whenever the data or the theme have changed.
 * @param {Component} component
 * @returns {() => void} called when the component leaves the page
 */
export default function show(component) {
  const { data, parentElement } = component;
  let maps = instances.get(parentElement);
  if (maps && maps.texts.language !== data.texts.language) {
    maps.destroy();
    maps = undefined;
  }
  if (!maps) {
    const root = /** @type {HTMLElement} */ (parentElement.querySelector(".linked-maps"));
    maps = new LinkedMaps(root, data.texts);
    maps.openLine();
    instances.set(parentElement, maps);
  }
  maps.update(component);
  return () => {
    instances.get(parentElement)?.destroy();
    instances.delete(parentElement);
  };
}

/** A window says nothing to Python: its page does. */
const withoutPython = { setStateValue: () => {}, setTriggerValue: () => {} };

/**
 * Called in a window of its own, whose page is `writeWindowPage`'s.
 * @param {HTMLElement} root
 * @param {string} hash of its address
 * @param {Texts} texts
 * @returns {void}
 */
show.follow = (root, hash, texts) => {
  const { name, at } = readHash(hash);
  const maps = new LinkedMaps(root, texts, at);
  const line = new WindowLine(
    {
      store: maps.store,
      takeShared: (changes) => maps.takeShared(changes),
      explain: (reason) => (maps.problem.textContent = texts[reason]),
      show: async ({ address, data, theme }) => {
        // That of a page that was loaded anew is gone with it: from here this window could not be loaded anew.
        if (address !== location.href.replace(hash, "")) location.replace(address + hash);
        applyTheme(document.documentElement, theme);
        document.title = data.maps[at]?.title ?? document.title;
        maps.toolbar.offerColours(data.colours);
        const { setStateValue, setTriggerValue } = withoutPython;
        await maps.update({ parentElement: root, data, setStateValue, setTriggerValue });
      },
    },
    name,
  );
  maps.toolbar.onRecolour = (colour) => line.recolour(colour);
};

// The buttons above the maps.

import { makeElement } from "./card.js";
import { fill } from "./texts.js";

/** @import { Texts } from "./texts.js" */

/** @typedef {"lasso" | "box" | "pan"} Tool */

/**
 * @typedef {{
 *   chooseTool: (tool: Tool) => void,
 *   zoom: (factor: number) => void,
 *   reset: () => void,
 *   toggleImages: () => void,
 *   toggleLabels: () => void,
 *   move: () => void,
 *   clear: () => void,
 * }} ToolbarActions
 */

/** Paths of 24 by 24. */
export const ICONS = {
  lasso:
    '<path d="M4 9c0-3 3.6-5 8-5s8 2 8 5-3.6 5-8 5c-1.3 0-2.6-.2-3.7-.5"/><circle cx="7" cy="14.5" r="2"/>' +
    '<path d="M7 16.5c0 1.5-.8 2.5-2 3.500"/>',
  box: '<rect x="4" y="5" width="16" height="14" stroke-dasharray="3 2.5"/>',
  pan: '<path d="M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"/>',
  closer: '<path d="M12 5v14M5 12h14"/>',
  farther: '<path d="M5 12h14"/>',
  reset: '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>',
  detach: '<path d="M10 5H5v14h14v-5M13 4h7v7M20 4l-9 9"/>',
};

/**
 * Where the next press moves the first map's points.
 * @param {readonly string[]} titles of the maps
 * @param {number} movedTo where they are, 0 at home
 * @param {Pick<Texts, "move_back" | "move_to" | "move_to_other">} texts
 * @returns {string}
 */
export function describeMove(titles, movedTo, texts) {
  if (movedTo + 1 >= titles.length) return texts.move_back;
  return titles.length === 2 ? texts.move_to_other : fill(texts.move_to, { title: titles[movedTo + 1] });
}

/** The toolbar on the page. */
export class Toolbar {
  /**
   * @param {Texts} texts
   * @param {ToolbarActions} actions
   */
  constructor(texts, actions) {
    this.texts = texts;
    this.element = makeElement("div", "toolbar");
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", texts.tools);
    /** @type {Record<Tool, HTMLElement>} */
    this.tools = {
      lasso: makeButton(texts.lasso, ICONS.lasso, () => actions.chooseTool("lasso")),
      box: makeButton(texts.box, ICONS.box, () => actions.chooseTool("box")),
      pan: makeButton(texts.pan, ICONS.pan, () => actions.chooseTool("pan")),
    };
    this.images = makeButton(texts.images_title, texts.images, actions.toggleImages);
    this.labels = makeButton(texts.labels_title, texts.labels, actions.toggleLabels);
    this.move = makeButton(texts.move_title, "", actions.move);
    this.move.classList.add("move");
    this.clear = makeButton(texts.clear_title, texts.clear, actions.clear);
    this.element.append(
      makeGroup(this.tools.lasso, this.tools.box, this.tools.pan),
      makeGroup(
        makeButton(texts.zoom_in, ICONS.closer, () => actions.zoom(1.5)),
        makeButton(texts.zoom_out, ICONS.farther, () => actions.zoom(1 / 1.5)),
        makeButton(texts.show_all, ICONS.reset, actions.reset),
      ),
      makeGroup(this.images, this.labels, this.move, this.clear),
    );
    /** @type {(name: string) => void} */
    this.onRecolour = () => {};
  }

  /**
   * Let people choose by what points are coloured, where no page does so beside the maps.
   * @param {{ titles: [string, string][], chosen: string }} colours
   * @returns {void}
   */
  offerColours(colours) {
    this.colours?.remove();
    if (colours.titles.length < 2) return;
    this.colours = makeColours(colours, this.texts.colour_by, (name) => this.onRecolour(name));
    this.element.append(this.colours);
  }

  /**
   * @param {{
   *   tool: Tool, images: boolean, labels: boolean, hasImages: boolean, hasLabels: boolean,
   *   titles: readonly string[], movedTo: number, hasSelection: boolean
   * }} state `titles` are of the maps; `movedTo`: where the first one's points are, 0 at home
   * @returns {void}
   */
  update(state) {
    for (const [tool, button] of Object.entries(this.tools)) press(button, tool === state.tool);
    press(this.images, state.images);
    press(this.labels, state.labels);
    press(this.move, state.movedTo > 0);
    this.images.hidden = !state.hasImages;
    this.labels.hidden = !state.hasLabels;
    this.move.hidden = state.titles.length < 2;
    // Always there, so that nothing below moves when something is selected.
    this.clear.toggleAttribute("disabled", !state.hasSelection);
    this.move.textContent = describeMove(state.titles, state.movedTo, this.texts);
  }
}

/**
 * @param {{ titles: [string, string][], chosen: string }} colours
 * @param {string} text beside them
 * @param {(name: string) => void} onChoose
 * @returns {HTMLElement}
 */
function makeColours({ titles, chosen }, text, onChoose) {
  const label = makeElement("label", "tool-colour", text);
  const select = document.createElement("select");
  select.append(...titles.map(([name, title]) => new Option(title, name, false, name === chosen)));
  select.addEventListener("change", () => onChoose(select.value));
  label.append(select);
  return label;
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isPressed
 * @returns {void}
 */
function press(button, isPressed) {
  button.setAttribute("aria-pressed", String(isPressed));
}

/**
 * @param {...HTMLElement} buttons
 * @returns {HTMLElement}
 */
function makeGroup(...buttons) {
  const group = makeElement("div", "tool-group");
  group.append(...buttons);
  return group;
}

/**
 * @param {string} title
 * @param {string} content a word, or the paths of an icon
 * @param {() => void} onClick
 * @returns {HTMLElement}
 */
export function makeButton(title, content, onClick) {
  const button = makeElement("button", "tool");
  button.title = title;
  if (content.startsWith("<")) {
    button.setAttribute("aria-label", title);
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true">${content}</svg>`;
  } else {
    button.textContent = content;
  }
  button.addEventListener("click", onClick);
  return button;
}

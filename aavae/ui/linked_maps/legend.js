// What the colours mean, and how many of each are selected; a category can be muted there.

import { makeElement } from "./card.js";
import { fill, formatCount } from "./texts.js";

/** @import { Texts } from "./texts.js" */

/**
 * What the colours of a map's points say; without names it is a scale.
 * @typedef {{
 *   title: string, values: Uint8Array, colours: string[], names: string[], low: string, high: string
 * }} Colouring
 */

/**
 * @param {Uint8Array} values
 * @param {Uint8Array} mask
 * @param {number} size number of categories
 * @returns {{ all: Uint32Array, selected: Uint32Array }} how many points of each category
 */
export function countValues(values, mask, size) {
  const all = new Uint32Array(size);
  const selected = new Uint32Array(size);
  for (let i = 0; i < values.length; i += 1) {
    all[values[i]] += 1;
    selected[values[i]] += mask[i];
  }
  return { all, selected };
}

/**
 * @param {ReadonlySet<number>} muted
 * @param {number} value
 * @returns {Set<number>} with the category muted, or not any more
 */
export function toggleMuted(muted, value) {
  const changed = new Set(muted);
  if (!changed.delete(value)) changed.add(value);
  return changed;
}

/**
 * @param {ReadonlySet<number>} muted
 * @param {number} value
 * @param {number} size number of categories
 * @returns {Set<number>} all muted but this one; none if it was alone already
 */
export function soloMuted(muted, value, size) {
  if (muted.size === size - 1 && !muted.has(value)) return new Set();
  return new Set([...Array(size).keys()].filter((other) => other !== value));
}

/**
 * @param {number} selected
 * @param {number} all
 * @param {boolean} hasSelection
 * @param {Pick<Texts, "separator" | "count_of_all">} texts
 * @returns {string}
 */
export function describeCount(selected, all, hasSelection, texts) {
  const total = formatCount(all, texts);
  return hasSelection ? fill(texts.count_of_all, { selected: formatCount(selected, texts), all: total }) : total;
}

/** A legend on the page. */
export class Legend {
  /**
   * @param {Texts} texts
   * @param {(muted: Set<number>) => void} onMute called with what is muted from now on
   */
  constructor(texts, onMute) {
    this.texts = texts;
    this.element = makeElement("div", "legend");
    this.onMute = onMute;
    /** @type {HTMLElement[]} */
    this.counts = [];
    /** @type {HTMLElement[]} */
    this.rows = [];
    /** @type {ReadonlySet<number>} */
    this.muted = new Set();
  }

  /**
   * Draw it anew.
   * @param {Colouring} colouring
   * @returns {void}
   */
  show(colouring) {
    this.element.replaceChildren(makeElement("span", "legend-title", colouring.title));
    this.rows = [];
    this.counts = [];
    if (colouring.names.length === 0) {
      this.element.append(makeScale(colouring, this.texts));
      return;
    }
    colouring.names.forEach((name, value) => {
      const row = makeElement("button", "legend-row");
      row.title = fill(this.texts.legend_row, { name });
      const swatch = makeElement("i", "legend-swatch");
      swatch.style.background = colouring.colours[value];
      const count = makeElement("span", "legend-count");
      row.append(swatch, makeElement("span", "legend-name", name), count);
      const solo = () => this.onMute(soloMuted(this.muted, value, colouring.names.length));
      let before = this.muted;
      row.addEventListener("click", (event) => {
        if (event.altKey) solo();
        else if (event.detail === 2) {
          // The first of the two clicks has muted it: go back to what was before.
          this.muted = before;
          solo();
        } else if (event.detail < 2) {
          before = this.muted;
          this.onMute(toggleMuted(this.muted, value));
        }
      });
      this.rows.push(row);
      this.counts.push(count);
      this.element.append(row);
    });
  }

  /**
   * Bring the counts and the buttons up to date.
   * @param {Colouring} colouring that is shown
   * @param {Uint8Array} mask
   * @param {ReadonlySet<number>} muted
   * @returns {void}
   */
  update(colouring, mask, muted) {
    this.muted = muted;
    if (colouring.names.length === 0) return;
    const { all, selected } = countValues(colouring.values, mask, colouring.names.length);
    const hasSelection = mask.includes(1);
    this.rows.forEach((row, value) => {
      row.setAttribute("aria-pressed", String(!muted.has(value)));
      this.counts[value].textContent = describeCount(selected[value], all[value], hasSelection, this.texts);
    });
  }
}

/**
 * @param {Colouring} colouring
 * @param {Texts} texts
 * @returns {HTMLElement}
 */
function makeScale({ title, colours, low, high }, texts) {
  const scale = makeElement("div", "legend-scale");
  const bar = makeElement("i", "legend-bar");
  // Steps, and no smooth colours between them: what is drawn is what is there.
  const stops = colours.map(
    (colour, step) => `${colour} ${(100 * step) / colours.length}% ${(100 * (step + 1)) / colours.length}%`,
  );
  bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", fill(texts.scale, { title, low, high }));
  scale.append(makeElement("span", "legend-low", low), bar, makeElement("span", "legend-high", high));
  return scale;
}

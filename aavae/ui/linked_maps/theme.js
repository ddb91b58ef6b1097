// The colours of the page's theme.

import { parseColour } from "./colour.js";

/** @import { Rgb } from "./colour.js" */
/** @import { Ink } from "./overlay.js" */

/** What the component's styles read. */
const PROPERTIES = [
  "--st-background-color",
  "--st-base-radius",
  "--st-border-color",
  "--st-font",
  "--st-primary-color",
  "--st-red-color",
  "--st-secondary-background-color",
  "--st-text-color",
  "--picture-rendering",
];

/** @typedef {Record<string, string>} Theme values of `PROPERTIES` */

/**
 * @param {HTMLElement} root of the component
 * @returns {Theme}
 */
export function readTheme(root) {
  const style = getComputedStyle(root);
  return Object.fromEntries(PROPERTIES.map((name) => [name, style.getPropertyValue(name)]));
}

/**
 * Make a document look like another page; its buttons and bars are dark where its background is.
 * @param {HTMLElement} root
 * @param {Theme} theme of the page
 * @returns {void}
 */
export function applyTheme(root, theme) {
  for (const name of PROPERTIES) root.style.setProperty(name, theme[name] ?? "");
  root.style.colorScheme = isDark(parseColour(theme["--st-background-color"] ?? "")) ? "dark" : "light";
}

/**
 * @param {Rgb} colour
 * @returns {boolean}
 */
export function isDark([red, green, blue]) {
  return 0.3 * red + 0.59 * green + 0.11 * blue < 128;
}

/**
 * @param {HTMLElement} root of the component
 * @returns {Ink}
 */
export function readInk(root) {
  const style = getComputedStyle(root);
  return {
    text: style.getPropertyValue("--st-text-color").trim() || "#16202c",
    background: style.getPropertyValue("--st-background-color").trim() || "#ffffff",
    accent: style.getPropertyValue("--st-primary-color").trim() || "#0b5fa5",
  };
}

// The colours of the page's theme.

/** @import { Ink } from "./overlay.js" */

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

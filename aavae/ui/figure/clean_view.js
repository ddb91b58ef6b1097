// The link to the clean view of what is drawn above it.

import { makeCleanLink } from "./clean_link.js";

/**
 * @param {{ parentElement: HTMLElement, data: { figure: string, words: import("./clean_link.js").LinkWords } }}
 *   component
 * @returns {void}
 */
export default function show({ parentElement, data }) {
  const place = /** @type {HTMLElement} */ (parentElement.querySelector(".clean-view-link"));
  place.replaceChildren(makeCleanLink(data.figure, data.words, place));
}

// A link that opens a figure alone, with the choices that the page has when it is pressed.

/** Of a colour's red, green and blue together: below it a background is dark. */
const DARK_BELOW = 3 * 128;

/**
 * @param {string} figure its key
 * @param {HTMLElement} place where the page's colours are
 * @returns {string}
 */
function findCleanAddress(figure, place) {
  const address = new URL(window.location.href);
  const colour = getComputedStyle(place).getPropertyValue("--st-background-color").trim();
  const parts = colour.match(/^#(..)(..)(..)$/)?.slice(1) ?? ["ff", "ff", "ff"];
  const sum = parts.reduce((total, part) => total + parseInt(part, 16), 0);
  address.searchParams.set("embed", "true");
  address.searchParams.set("embed_options", sum < DARK_BELOW ? "dark_theme" : "light_theme");
  address.searchParams.set("figure", figure);
  return address.href;
}

/**
 * @typedef {{ clean: string, cleanHelp: string }} LinkWords in the reader's language: the link, and what it does
 */

/**
 * @param {string} figure its key
 * @param {LinkWords} words
 * @param {HTMLElement} place where the page's colours are
 * @returns {HTMLAnchorElement}
 */
export function makeCleanLink(figure, words, place) {
  const link = document.createElement("a");
  link.textContent = words.clean;
  link.title = words.cleanHelp;
  link.target = "_blank";
  link.rel = "noopener";
  const renew = () => {
    link.href = findCleanAddress(figure, place);
  };
  renew();
  // The address of the page changes with its choices, and nobody says so.
  for (const event of ["pointerenter", "focus", "click"]) link.addEventListener(event, renew);
  return link;
}

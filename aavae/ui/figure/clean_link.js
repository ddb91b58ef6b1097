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
 * @param {string} figure its key
 * @param {HTMLElement} place where the page's colours are
 * @returns {HTMLAnchorElement}
 */
export function makeCleanLink(figure, place) {
  const link = document.createElement("a");
  link.textContent = "Clean view";
  link.title = "Open the figure alone, for a slide, in a new tab";
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

// The page of a window for one map. It is no page of the server's: the script that draws the maps on the app's page
// draws there what that page says, so the server has no second visitor.

/** @import { Texts } from "./texts.js" */

/**
 * @param {string} style the component's CSS
 * @param {string} script address of this script
 * @param {string} base what addresses are relative to
 * @param {Texts} texts
 * @returns {string} HTML
 */
export function writeWindowPage(style, script, base, texts) {
  return `<!doctype html>
<html lang="${escapeQuotes(texts.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<base href="${escapeQuotes(base)}">
<title>${escapeQuotes(texts.alone)}</title>
<style>${style}</style>
<body><div class="linked-maps alone"></div>
<script type="module">
  import show from "${script}";
  show.follow(document.querySelector(".linked-maps"), location.hash, ${writeLiteral(texts)});
</script>
`;
}

/**
 * What a window finds its page and its map by.
 * @param {string} name of the page
 * @param {number} at number of the map
 * @returns {string}
 */
export function writeHash(name, at) {
  return `#${name}.${at}`;
}

/**
 * @param {string} hash from `writeHash`
 * @returns {{ name: string, at: number }}
 */
export function readHash(hash) {
  const [name, at] = hash.slice(1).split(".");
  return { name, at: Number(at) || 0 };
}

/**
 * @param {string} text
 * @returns {string} for an attribute, or between two tags
 */
function escapeQuotes(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/**
 * @param {Texts} texts
 * @returns {string} for a script, which no text may end
 */
function writeLiteral(texts) {
  return JSON.stringify(texts).replaceAll("<", "\\u003c");
}

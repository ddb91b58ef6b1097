// Walls of small images: the tile under the pointer, or the one that the arrow keys reach, stands out in all
// walls, and below each wall it is enlarged.

/** @typedef {{ title: string, note: string, sheet: string, mean: string, colour: string }} Wall */
/**
 * @typedef {{
 *   walls: Wall[],
 *   original: string,
 *   tile_name: string,
 *   places: string[],
 *   columns: number,
 *   rows: number,
 *   across: number,
 * }} Data
 */
/** What follows the tile that one points at. @typedef {(number: number) => void} Follower */

/**
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElement}
 */
function make(className, text = "") {
  const element = document.createElement("div");
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * A picture with words below it.
 * @param {HTMLElement} picture
 * @param {HTMLElement} words
 * @returns {HTMLElement}
 */
function makePart(picture, words) {
  const part = make("tile-wall-part");
  part.append(picture, words);
  return part;
}

/**
 * @param {string} text
 * @returns {HTMLElement}
 */
function makeWords(text) {
  const words = document.createElement("span");
  words.textContent = text;
  return words;
}

/**
 * @param {string} src
 * @param {string} alt
 * @returns {HTMLImageElement}
 */
function makePicture(src, alt) {
  const picture = document.createElement("img");
  picture.src = src;
  picture.alt = alt;
  return picture;
}

/**
 * A tile of a wall, enlarged.
 * @param {Data} data
 * @param {Wall} wall
 * @param {(number: number) => string} name
 * @param {Follower[]} followers
 * @returns {HTMLElement}
 */
function makeEnlarged(data, wall, name, followers) {
  const picture = make("tile");
  picture.style.setProperty("--sheet", `url("${wall.sheet}")`);
  picture.setAttribute("role", "img");
  const words = makeWords("");
  followers.push((number) => {
    picture.style.setProperty("--place", data.places[number]);
    picture.setAttribute("aria-label", `${wall.title}: ${name(number)}`);
    words.textContent = name(number);
  });
  return makePart(picture, words);
}

/**
 * @param {Data} data
 * @param {number} side of the wall among the walls
 * @param {(number: number) => void} point
 * @param {Follower[]} followers
 * @returns {HTMLElement}
 */
function makeWall(data, side, point, followers) {
  const wall = data.walls[side];
  const count = data.places.length;
  const figure = document.createElement("figure");
  figure.className = "tile-wall";
  figure.style.setProperty("--colour", wall.colour);
  const caption = document.createElement("figcaption");
  caption.append(make("tile-wall-title", wall.title), make("tile-wall-note", wall.note));

  const grid = make("tile-wall-tiles");
  grid.style.setProperty("--sheet", `url("${wall.sheet}")`);
  grid.tabIndex = 0;
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", `${wall.title}: ${count} images. Arrow keys go from one to the next.`);
  const tiles = data.places.map((place) => {
    const tile = make("tile");
    tile.style.setProperty("--place", place);
    return tile;
  });
  grid.append(...tiles);
  let at = 0;
  const find = (/** @type {Event} */ event) => tiles.indexOf(/** @type {HTMLElement} */ (event.target));
  const take = (/** @type {Event} */ event) => {
    const number = find(event);
    if (number >= 0 && number !== at) point(number);
  };
  // Not pointerover: a tile that the page scrolls under a resting pointer was not pointed at.
  grid.addEventListener("pointermove", take);
  grid.addEventListener("click", take);
  grid.addEventListener("keydown", (event) => {
    /** @type {Record<string, number>} */
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -data.columns, ArrowDown: data.columns };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (at + step >= 0 && at + step < count) point(at + step);
  });
  followers.push((number) => {
    tiles[at].removeAttribute("data-at");
    tiles[number].dataset.at = "";
    at = number;
  });

  const lens = make("tile-wall-lens");
  const mean = makePart(makePicture(wall.mean, `${wall.title}: the mean`), makeWords(`mean of all ${count}`));
  const name = (/** @type {number} */ number) => `${data.tile_name} ${number + 1}`;
  if (side === 0) {
    const original = makePart(makePicture(data.original, "The original"), makeWords("original"));
    lens.append(original, makeEnlarged(data, wall, name, followers), mean);
  } else {
    const own = makeEnlarged(data, wall, () => "painted from it", followers);
    lens.append(makeEnlarged(data, data.walls[0], name, followers), own, mean);
  }
  figure.append(caption, grid, lens);
  return figure;
}

/** The tile that each set of walls shows. @type {WeakMap<HTMLElement, number>} */
const shown = new WeakMap();

/**
 * Called by Streamlit at first, and whenever the walls have changed.
 * @param {{ parentElement: HTMLElement, data: Data }} component
 * @returns {void}
 */
export default function show({ parentElement, data }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".tile-walls"));
  root.style.setProperty("--across", String(data.across));
  root.style.setProperty("--columns", String(data.columns));
  root.style.setProperty("--rows", String(data.rows));
  /** @type {Follower[]} */
  const followers = [];
  const told = make("tile-walls-told");
  told.setAttribute("aria-live", "polite");
  const point = (/** @type {number} */ number) => {
    shown.set(root, number);
    root.dataset.at = String(number);
    for (const follow of followers) follow(number);
    told.textContent = `${data.tile_name} ${number + 1} of ${data.places.length}`;
  };
  root.replaceChildren(...data.walls.map((_, side) => makeWall(data, side, point, followers)), told);
  point(Math.min(shown.get(root) ?? 0, data.places.length - 1));
}

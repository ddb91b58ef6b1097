// Walls of small images: the tile under the pointer, or the one that the arrow keys reach, stands out in all
// walls. Where the walls have means, it is enlarged below each wall; where one is chosen, a press chooses it.

/**
 * @typedef {{
 *   title: string,
 *   note: string,
 *   label: string,
 *   help: string,
 *   sheet: string,
 *   colour: string | null,
 *   mean: string | null,
 *   mean_alt: string,
 * }} Wall
 * @typedef {{ title: string, walls: Wall[] }} Row
 * @typedef {{
 *   rows: Row[],
 *   names: string[],
 *   places: string[],
 *   columns: number,
 *   across: number,
 *   gap: string,
 *   original: string | null,
 *   chosen: number | null,
 *   texts: { original_alt: string, original: string, painted: string, mean: string },
 * }} Data
 */
/** What follows the tile that one points at; null: at none. @typedef {(number: number | null) => void} Follower */

/**
 * @param {string} kind
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElement}
 */
function make(kind, className, text = "") {
  const element = document.createElement(kind);
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * Where an arrow key leads from a tile; null for any other key, and at the wall's edge.
 * @param {string} key
 * @param {number} number
 * @param {number} columns
 * @param {number} count
 * @returns {number | null}
 */
export function findNext(key, number, columns, count) {
  const column = number % columns;
  if (key === "ArrowLeft") return column > 0 ? number - 1 : null;
  if (key === "ArrowRight") return column < columns - 1 && number + 1 < count ? number + 1 : null;
  if (key === "ArrowUp") return number >= columns ? number - columns : null;
  if (key === "ArrowDown") return number + columns < count ? number + columns : null;
  return null;
}

/**
 * The tile that an event is about.
 * @param {Event} event
 * @returns {HTMLElement | null}
 */
function findTile(event) {
  return event.target instanceof Element ? event.target.closest(".wall-tiles > .tile") : null;
}

/**
 * A picture with words below it.
 * @param {HTMLElement} picture
 * @param {HTMLElement} words
 * @returns {HTMLElement}
 */
function makePart(picture, words) {
  const part = make("div", "wall-part");
  part.append(picture, words);
  return part;
}

/**
 * @param {string} src
 * @param {string} alt
 * @param {string} words
 * @returns {HTMLElement}
 */
function makePicture(src, alt, words) {
  const picture = document.createElement("img");
  picture.src = src;
  picture.alt = alt;
  return makePart(picture, make("span", "", words));
}

/**
 * The tile of a wall that one points at, enlarged.
 * @param {Data} data
 * @param {Wall} wall
 * @param {(number: number) => string} name
 * @param {Follower[]} followers
 * @returns {HTMLElement}
 */
function makeEnlarged(data, wall, name, followers) {
  const picture = make("div", "tile");
  picture.style.setProperty("--sheet", `url("${wall.sheet}")`);
  picture.setAttribute("role", "img");
  const words = make("span", "");
  followers.push((number) => {
    if (number === null) return;
    picture.style.setProperty("--place", data.places[number]);
    picture.setAttribute("aria-label", `${wall.title}: ${name(number)}`);
    words.textContent = name(number);
  });
  return makePart(picture, words);
}

/**
 * Below a wall with a mean: below the first wall what its tiles were made from, below the others the first
 * wall's tile; then the wall's own tile, and its mean.
 * @param {Data} data
 * @param {Wall} wall
 * @param {Follower[]} followers
 * @returns {HTMLElement}
 */
function makeLens(data, wall, followers) {
  const lens = make("div", "wall-lens");
  const first = data.rows[0].walls[0];
  const name = (/** @type {number} */ number) => data.names[number];
  if (wall === first) {
    if (data.original) lens.append(makePicture(data.original, data.texts.original_alt, data.texts.original));
    lens.append(makeEnlarged(data, wall, name, followers));
  } else {
    const own = makeEnlarged(data, wall, () => data.texts.painted, followers);
    lens.append(makeEnlarged(data, first, name, followers), own);
  }
  if (wall.mean) lens.append(makePicture(wall.mean, wall.mean_alt, data.texts.mean));
  return lens;
}

/**
 * A tab stop is the chosen tile, else the one that stands out.
 * @param {Wall} wall
 * @param {Data} data
 * @param {Follower[]} followers
 * @returns {HTMLElement}
 */
function makeWall(wall, data, followers) {
  const figure = make("figure", "wall");
  if (wall.colour) figure.style.setProperty("--colour", wall.colour);
  const caption = make("figcaption", "");
  caption.append(make("div", "wall-title", wall.title), make("div", "wall-note", wall.note));
  const grid = make("div", "wall-tiles");
  grid.style.setProperty("--sheet", `url("${wall.sheet}")`);
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", wall.help);
  const tiles = data.places.map((place, number) => {
    const tile = make(data.chosen === null ? "div" : "button", "tile");
    tile.style.setProperty("--place", place);
    tile.dataset.number = String(number);
    tile.tabIndex = number === (data.chosen ?? 0) ? 0 : -1;
    tile.setAttribute("aria-label", `${wall.label}, ${data.names[number]}`);
    if (data.chosen === null) tile.setAttribute("role", "img");
    else tile.setAttribute("aria-pressed", String(number === data.chosen));
    return tile;
  });
  grid.append(...tiles);
  followers.push((number) => {
    tiles.forEach((tile, index) => {
      if (index === number) tile.dataset.at = "";
      else delete tile.dataset.at;
      if (data.chosen === null) tile.tabIndex = index === (number ?? 0) ? 0 : -1;
    });
  });
  figure.append(caption, grid);
  if (wall.mean) figure.append(makeLens(data, wall, followers));
  return figure;
}

/** The tile that each set of walls shows. @type {WeakMap<HTMLElement, number>} */
const shown = new WeakMap();

/**
 * Called by Streamlit at first, and whenever the walls or the chosen tile have changed.
 * @param {{
 *   parentElement: HTMLElement,
 *   data: Data,
 *   setTriggerValue: (name: string, value: number) => void,
 * }} component
 * @returns {void}
 */
export default function show({ parentElement, data, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".picture-walls"));
  const count = data.places.length;
  root.classList.toggle("choosing", data.chosen !== null);
  root.style.setProperty("--across", String(data.across));
  root.style.setProperty("--columns", String(data.columns));
  root.style.setProperty("--rows", String(Math.ceil(count / data.columns)));
  root.style.setProperty("--gap", data.gap);
  const focused = /** @type {HTMLElement | null} */ (root.querySelector(".tile:focus"));
  const focus = focused ? [...root.querySelectorAll(".wall-tiles > .tile")].indexOf(focused) : -1;

  /** @type {Follower[]} */
  const followers = [];
  root.replaceChildren(
    ...data.rows.map((row) => {
      const section = make("section", "row");
      const walls = make("div", "walls");
      walls.append(...row.walls.map((wall) => makeWall(wall, data, followers)));
      if (row.title) section.append(make("h2", "", row.title));
      section.append(walls);
      return section;
    }),
  );
  const tiles = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".wall-tiles > .tile")]);
  if (focus >= 0) tiles[focus]?.focus({ preventScroll: true });

  /** @type {number | null} */
  let at = null;
  const point = (/** @type {number | null} */ number) => {
    at = number;
    if (number === null) delete root.dataset.at;
    else {
      shown.set(root, number);
      root.dataset.at = String(number);
    }
    for (const follow of followers) follow(number);
  };
  const take = (/** @type {Event} */ event) => {
    const tile = findTile(event);
    const number = tile && Number(tile.dataset.number);
    // What is enlarged stays when the pointer leaves; where a tile is chosen, that one stays marked.
    if (number !== at && (number !== null || data.chosen !== null)) point(number);
  };
  point(data.chosen === null ? Math.min(shown.get(root) ?? 0, count - 1) : null);
  // Not pointerover: a tile that the page scrolls under a resting pointer was not pointed at.
  root.onpointermove = take;
  root.onpointerleave = take;
  root.onclick = (event) => {
    take(event);
    if (data.chosen !== null && at !== null && findTile(event)) setTriggerValue("picked", at);
  };
  root.onkeydown = (event) => {
    const tile = findTile(event);
    // With these keys an arrow is the browser's own: the page before, or the top of the page.
    if (!tile || !event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = findNext(event.key, at ?? Number(tile.dataset.number), data.columns, count);
    if (next === null) return;
    point(next);
    /** @type {HTMLElement} */ (tile.parentElement?.children[next])?.focus();
  };
}

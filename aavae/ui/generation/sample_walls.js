// Walls of samples: each picture of a wall is a button, and the same number is marked in every wall.

/**
 * @typedef {{ title: string, note: string, src: string, label: string }} Wall
 * @typedef {{ title: string, walls: Wall[] }} Row
 * @typedef {{ rows: Row[], columns: number, count: number, gap: number, chosen: number }} Data
 */

/**
 * @param {string} kind
 * @param {string} className
 * @param {string} text
 * @returns {HTMLElement}
 */
function make(kind, className, text) {
  const element = document.createElement(kind);
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * One wall: a single picture, and over it a button for each sample; only the chosen one is a tab stop.
 * @param {Wall} wall
 * @param {Data} data
 * @returns {HTMLElement}
 */
function makeWall(wall, data) {
  const figure = make("figure", "wall", "");
  const caption = make("figcaption", "", "");
  caption.append(make("strong", "", wall.title), make("span", "", wall.note));
  const frame = make("div", "frame", "");
  const image = document.createElement("img");
  image.src = wall.src;
  image.alt = "";
  const buttons = make("div", "buttons", "");
  buttons.setAttribute("role", "group");
  buttons.setAttribute("aria-label", wall.label);
  buttons.style.setProperty("--columns", String(data.columns));
  buttons.style.setProperty("--gap", `${data.gap}%`);
  for (let number = 0; number < data.count; number += 1) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.number = String(number);
    button.tabIndex = number === data.chosen ? 0 : -1;
    button.setAttribute("aria-label", `${wall.label}, sample ${number}`);
    button.setAttribute("aria-pressed", String(number === data.chosen));
    buttons.append(button);
  }
  frame.append(image, buttons);
  figure.append(caption, frame);
  return figure;
}

/**
 * Where an arrow key leads from a sample; null for any other key, and at the wall's edge.
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
 * @param {Event} event
 * @returns {HTMLButtonElement | null}
 */
function findButton(event) {
  return event.target instanceof Element ? event.target.closest("button") : null;
}

/**
 * Called by Streamlit at first, and whenever the samples or the chosen one have changed.
 * @param {{
 *   parentElement: HTMLElement,
 *   data: Data,
 *   setTriggerValue: (name: string, value: number) => void,
 * }} component
 * @returns {void}
 */
export default function show({ parentElement, data, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".sample-walls"));
  const focused = root.querySelector("button:focus");
  const places = [...root.querySelectorAll("button")];
  const place = focused instanceof HTMLButtonElement ? places.indexOf(focused) : -1;
  root.replaceChildren(
    ...data.rows.map((row) => {
      const section = make("section", "row", "");
      const walls = make("div", "walls", "");
      walls.append(...row.walls.map((wall) => makeWall(wall, data)));
      section.append(make("h4", "", row.title), walls);
      return section;
    }),
  );
  const buttons = [...root.querySelectorAll("button")];
  if (place >= 0) buttons[place]?.focus({ preventScroll: true });

  const mark = (/** @type {string | undefined} */ number) => {
    for (const button of buttons) button.classList.toggle("marked", button.dataset.number === number);
  };
  root.onpointerover = (event) => mark(findButton(event)?.dataset.number);
  root.onpointerleave = () => mark(undefined);
  root.onclick = (event) => {
    const button = findButton(event);
    if (button) setTriggerValue("picked", Number(button.dataset.number));
  };
  root.onkeydown = (event) => {
    const button = findButton(event);
    if (!button) return;
    const next = findNext(event.key, Number(button.dataset.number), data.columns, data.count);
    if (next === null) return;
    event.preventDefault();
    const target = button.parentElement?.children[next];
    if (target instanceof HTMLButtonElement) {
      target.focus();
      mark(target.dataset.number);
    }
  };
}

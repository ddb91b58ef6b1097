// Pictures that can be pressed: each is a button, and a press tells Python its number.

/**
 * @typedef {{ id: number, src: string, caption: string, label: string }} Picture
 */

/**
 * @param {Picture} picture
 * @param {(id: number) => void} open
 * @returns {HTMLButtonElement}
 */
function makeButton(picture, open) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = picture.label;
  button.setAttribute("aria-label", picture.label);
  const image = document.createElement("img");
  image.src = picture.src;
  image.alt = "";
  const caption = document.createElement("span");
  caption.textContent = picture.caption;
  button.append(image, caption);
  button.addEventListener("click", () => open(picture.id));
  return button;
}

/**
 * Called by Streamlit at first, and whenever the pictures have changed.
 * @param {{
 *   parentElement: HTMLElement,
 *   data: { pictures: Picture[], columns: number },
 *   setTriggerValue: (name: string, value: number) => void,
 * }} component
 * @returns {void}
 */
export default function show({ parentElement, data, setTriggerValue }) {
  const grid = /** @type {HTMLElement} */ (parentElement.querySelector(".picture-buttons"));
  grid.style.setProperty("--columns", String(data.columns));
  const open = (/** @type {number} */ id) => setTriggerValue("opened", id);
  grid.replaceChildren(...data.pictures.map((picture) => makeButton(picture, open)));
}

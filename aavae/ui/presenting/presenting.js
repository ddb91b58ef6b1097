// The keys of a presenter, which those remote controls send that turn pages, and a pointer for the room.

/** Key -> the key of the button that it presses. */
const BUTTONS = new Map([
  ["ArrowRight", "lesson_next"],
  ["PageDown", "lesson_next"],
  ["ArrowLeft", "lesson_back"],
  ["PageUp", "lesson_back"],
  ["r", "lesson_reveal"],
]);
const OWN_KEYS = "input, textarea, select, [role=slider], [role=radio], [role=option], [contenteditable=true]";

/**
 * Called by Streamlit while the mode is on.
 * @returns {() => void} ends it
 */
export default function present() {
  const pointer = document.createElement("div");
  pointer.className = "presenting-pointer";
  // On the page itself, so the dot's look cannot come from the component's styles.
  pointer.style.cssText =
    "position: fixed; z-index: 1000000; width: 28px; height: 28px; margin: -14px; border-radius: 50%;" +
    "background: rgb(255 40 40 / 75%); box-shadow: 0 0 0 3px #fff, 0 0 0 5px #000; pointer-events: none;";
  pointer.hidden = true;
  document.body.append(pointer);

  /** @param {PointerEvent} event */
  const follow = (event) => {
    pointer.style.left = `${event.clientX}px`;
    pointer.style.top = `${event.clientY}px`;
  };

  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // What has the focus and uses the key itself, like the bar of a guess, keeps it.
    if (event.target instanceof Element && event.target.closest(OWN_KEYS)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "p") {
      pointer.hidden = !pointer.hidden;
      return;
    }
    const button = document.querySelector(`.st-key-${BUTTONS.get(key) ?? "none"} button`);
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    event.preventDefault();
    button.click();
  };

  document.addEventListener("pointermove", follow);
  document.addEventListener("keydown", press);
  return () => {
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("keydown", press);
    pointer.remove();
  };
}

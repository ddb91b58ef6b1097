// A box on an image: dragged by its inside, resized by its corners, drawn anew outside of it, and moved and
// resized by the arrow keys. Who cannot drag presses the place that it goes to, and the buttons below for its size.
// Python is told the box when it is let go.

import { CORNERS, continueDrag, dragBox, startDrag } from "./box_drag.js";
import { centreBox, clamp, describeBox, resizeBox } from "./box_geometry.js";
import { pressArrow } from "./box_keys.js";

/** @import { Corner, Drag } from "./box_drag.js" */
/** @import { Box, Place } from "./box_geometry.js" */

/**
 * @typedef {{
 *   role: string,
 *   sizes: string,
 *   narrower: string,
 *   wider: string,
 *   lower: string,
 *   higher: string,
 *   box: string,
 * }} Texts in the reader's language; that of the box is for `describeBox`
 * @typedef {{ src: string, box: Box, step: number, min_side: number, texts: Texts }} Data
 */

/** What the buttons do: their words, and by how many steps the box gets higher and wider. */
const SIZES = /** @type {const} */ ([
  ["narrower", 0, -4],
  ["wider", 0, 4],
  ["lower", -4, 0],
  ["higher", 4, 0],
]);
/** After the last key, in milliseconds: a key that is held moves the box, but asks for pictures only once. */
const KEY_DELAY = 250;

class CropBox {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Box} */
    this.box = [0, 0, 1, 1];
    this.step = 1 / 32;
    this.leastSide = 0.1;
    /** What Python told last. */
    this.toldBox = "";
    /** @type {Drag | null} */
    this.current = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {(box: Box) => void} */
    this.report = () => {};
    this.image = document.createElement("img");
    this.image.alt = "";
    this.frame = document.createElement("div");
    this.frame.className = "crop-box-frame";
    this.frame.tabIndex = 0;
    this.frame.setAttribute("role", "group");
    this.frame.setAttribute("aria-keyshortcuts", "ArrowUp ArrowDown Shift+ArrowUp Shift+ArrowDown");
    for (const name of CORNERS) {
      const corner = document.createElement("span");
      corner.className = "crop-box-corner";
      corner.dataset.corner = name;
      this.frame.append(corner);
    }
    this.told = document.createElement("span");
    this.told.className = "crop-box-told";
    this.told.setAttribute("aria-live", "polite");
    this.stage = document.createElement("div");
    this.stage.className = "crop-box-stage";
    this.stage.append(this.image, this.frame, this.told);
    this.sizes = this.makeSizes();
    /** @type {Texts | null} What Python told first comes before anything is said. */
    this.texts = null;
    root.replaceChildren(this.stage, this.sizes);
    this.listen();
  }

  /** @returns {HTMLElement} the buttons that give the box another size */
  makeSizes() {
    const line = document.createElement("div");
    line.className = "crop-box-sizes";
    line.setAttribute("role", "group");
    for (const [name, down, right] of SIZES) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.size = name;
      button.addEventListener("click", () => {
        this.place(resizeBox(this.box, down * this.step, right * this.step, this.leastSide));
        this.sendSoon();
      });
      line.append(button);
    }
    return line;
  }

  listen() {
    this.stage.addEventListener("pointerdown", (event) => this.press(event));
    this.stage.addEventListener("pointermove", (event) => this.drag(event));
    this.stage.addEventListener("pointerup", () => this.release());
    this.stage.addEventListener("pointercancel", () => this.cancel());
    this.frame.addEventListener("keydown", (event) => this.pressKey(event));
  }

  /** @param {Data} data */
  update(data) {
    if (this.image.getAttribute("src") !== data.src) this.image.src = data.src;
    this.step = data.step;
    this.leastSide = data.min_side;
    this.say(data.texts);
    // What is under the visitor's hand stays there, and so does what Python has not yet answered.
    const toldBox = data.box.join();
    if (this.current || this.timer !== undefined || toldBox === this.toldBox) return;
    this.toldBox = toldBox;
    this.place(data.box);
  }

  /** @param {Texts} texts */
  say(texts) {
    this.texts = texts;
    this.frame.setAttribute("aria-roledescription", texts.role);
    this.frame.setAttribute("aria-label", this.describe());
    this.sizes.setAttribute("aria-label", texts.sizes);
    for (const [name] of SIZES) {
      const button = this.sizes.querySelector(`[data-size="${name}"]`);
      if (button) button.textContent = texts[name];
    }
  }

  /** @returns {string} the box in words */
  describe() {
    return this.texts ? describeBox(this.box, this.texts.box) : "";
  }

  /** @param {Box} box */
  place(box) {
    this.box = box;
    const [top, left, height, width] = box;
    Object.assign(this.frame.style, {
      top: `${100 * top}%`,
      left: `${100 * left}%`,
      height: `${100 * height}%`,
      width: `${100 * width}%`,
    });
    this.frame.setAttribute("aria-label", this.describe());
    this.stage.dataset.box = box.map((part) => part.toFixed(3)).join(",");
  }

  /**
   * @param {PointerEvent} event
   * @returns {Place}
   */
  locate(event) {
    const bounds = this.stage.getBoundingClientRect();
    return {
      x: clamp((event.clientX - bounds.left) / bounds.width, 0, 1),
      y: clamp((event.clientY - bounds.top) / bounds.height, 0, 1),
    };
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0 || this.current) return;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.frame.focus({ preventScroll: true });
    this.current = startDrag(this.box, this.locate(event), this.findGrip(event));
  }

  /**
   * @param {PointerEvent} event
   * @returns {Corner | "inside" | "outside"}
   */
  findGrip(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const corner = /** @type {Corner | undefined} */ (target.dataset.corner);
    return corner ?? (target === this.frame ? "inside" : "outside");
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (!this.current) return;
    const to = this.locate(event);
    this.current = continueDrag(this.current, to);
    if (this.current.moved) this.place(dragBox(this.current, to, this.leastSide));
  }

  release() {
    const drag = this.current;
    this.current = null;
    // A press outside of the box that is no drag.
    const isPlaced = drag?.kind === "resize" && !drag.moved && drag.anchor === drag.from;
    if (isPlaced) this.place(centreBox(this.box, drag.from));
    if (drag?.moved || isPlaced) this.send();
  }

  cancel() {
    if (this.current) this.place(this.current.box);
    this.current = null;
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    const box = pressArrow(this.box, event, this.step, this.leastSide);
    if (!box) return;
    event.preventDefault();
    this.place(box);
    this.sendSoon();
  }

  sendSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, KEY_DELAY);
  }

  send() {
    this.told.textContent = this.describe();
    this.report(this.box);
  }
}

/** One for each place on the page. @type {WeakMap<HTMLElement, CropBox>} */
const boxes = new WeakMap();

/**
 * Called by Streamlit at first, and whenever image or box have changed.
 * @param {{
 *   parentElement: HTMLElement,
 *   data: Data,
 *   setTriggerValue: (name: string, value: Box) => void,
 * }} component
 * @returns {void}
 */
export default function show({ parentElement, data, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".crop-box"));
  const box = boxes.get(root) ?? new CropBox(root);
  boxes.set(root, box);
  box.report = (cropped) => setTriggerValue("cropped", cropped);
  box.update(data);
}

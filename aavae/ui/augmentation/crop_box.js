// A box on an image: dragged by its inside, resized by its corners, drawn anew outside of it, and moved and
// resized by the arrow keys. Python is told the box when it is let go.

/** All in parts of the image's side. @typedef {[top: number, left: number, height: number, width: number]} Box */
/** @typedef {{ x: number, y: number }} Place */
/** @typedef {{ src: string, box: Box, step: number, min_side: number }} Data */
/** @typedef {{ kind: "move" | "resize", from: Place, anchor: Place, box: Box, moved: boolean }} Drag */

const CORNERS = ["top-left", "top-right", "bottom-left", "bottom-right"];
/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** After the last key, in milliseconds: a key that is held moves the box, but asks for pictures only once. */
const KEY_DELAY = 250;
/** A pointer that moves less has drawn nothing, in parts of the side. */
const SLACK = 0.02;

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * One side of a box between an edge that stays and one that follows the pointer.
 * @param {number} anchor
 * @param {number} end
 * @param {number} least
 * @returns {[start: number, size: number]}
 */
function span(anchor, end, least) {
  const isForward = end >= anchor;
  const size = clamp(Math.abs(end - anchor), least, Math.max(isForward ? 1 - anchor : anchor, least));
  return [clamp(isForward ? anchor : anchor - size, 0, 1 - size), size];
}

/**
 * @param {Box} box
 * @returns {string}
 */
function describe(box) {
  const [top, left, height, width] = box.map((part) => Math.round(100 * part));
  return `Crop box: ${width} % of the width and ${height} % of the height, from ${left} % left and ${top} % top`;
}

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
    this.frame.setAttribute("aria-roledescription", "box that can be moved");
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
    root.replaceChildren(this.image, this.frame, this.told);
    this.listen();
  }

  listen() {
    this.root.addEventListener("pointerdown", (event) => this.press(event));
    this.root.addEventListener("pointermove", (event) => this.drag(event));
    this.root.addEventListener("pointerup", () => this.release());
    this.root.addEventListener("pointercancel", () => this.cancel());
    this.frame.addEventListener("keydown", (event) => this.pressKey(event));
  }

  /** @param {Data} data */
  update(data) {
    if (this.image.getAttribute("src") !== data.src) this.image.src = data.src;
    this.step = data.step;
    this.leastSide = data.min_side;
    // What is under the visitor's hand stays there, and so does what Python has not yet answered.
    const toldBox = data.box.join();
    if (this.current || this.timer !== undefined || toldBox === this.toldBox) return;
    this.toldBox = toldBox;
    this.place(data.box);
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
    this.frame.setAttribute("aria-label", describe(box));
    this.root.dataset.box = box.map((part) => part.toFixed(3)).join(",");
  }

  /**
   * @param {PointerEvent} event
   * @returns {Place}
   */
  locate(event) {
    const bounds = this.root.getBoundingClientRect();
    return {
      x: clamp((event.clientX - bounds.left) / bounds.width, 0, 1),
      y: clamp((event.clientY - bounds.top) / bounds.height, 0, 1),
    };
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0 || this.current) return;
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    this.frame.focus({ preventScroll: true });
    const from = this.locate(event);
    const target = /** @type {HTMLElement} */ (event.target);
    const [top, left, height, width] = this.box;
    const corner = target.dataset.corner;
    const anchor = corner
      ? { x: corner.endsWith("left") ? left + width : left, y: corner.startsWith("top") ? top + height : top }
      : from;
    const kind = target === this.frame ? "move" : "resize";
    this.current = { kind, from, anchor, box: this.box, moved: false };
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const drag = this.current;
    if (!drag) return;
    const { x, y } = this.locate(event);
    drag.moved ||= Math.hypot(x - drag.from.x, y - drag.from.y) > SLACK;
    if (!drag.moved) return;
    if (drag.kind === "move") {
      this.place(this.shift(drag.box, y - drag.from.y, x - drag.from.x));
    } else {
      const [top, height] = span(drag.anchor.y, y, this.leastSide);
      const [left, width] = span(drag.anchor.x, x, this.leastSide);
      this.place([top, left, height, width]);
    }
  }

  release() {
    const drag = this.current;
    this.current = null;
    if (drag?.moved) this.send();
  }

  cancel() {
    if (this.current) this.place(this.current.box);
    this.current = null;
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [down, right] = [arrow[0] * this.step, arrow[1] * this.step];
    this.place(event.shiftKey ? this.grow(this.box, down, right) : this.shift(this.box, down, right));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, KEY_DELAY);
  }

  /**
   * @param {Box} box
   * @param {number} down
   * @param {number} right
   * @returns {Box}
   */
  shift([top, left, height, width], down, right) {
    return [clamp(top + down, 0, 1 - height), clamp(left + right, 0, 1 - width), height, width];
  }

  /**
   * @param {Box} box
   * @param {number} down
   * @param {number} right
   * @returns {Box}
   */
  grow([top, left, height, width], down, right) {
    const least = this.leastSide;
    return [top, left, clamp(height + down, least, 1 - top), clamp(width + right, least, 1 - left)];
  }

  send() {
    this.told.textContent = describe(this.box);
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

// Bars of known numbers, and one that is dragged: the browser's own slider lies over it, so that mouse,
// touch, keys and screen readers all work it. Python is told when it is let go.

/** @typedef {{ label: string, value: number, colour: string }} Bar */
/**
 * @typedef {{ low: number, high: number, known: Bar[], truth: Bar | null, guess: number | null,
 *   label: string, subject: string, invitation: string }} Data
 */

/** After the last key, in milliseconds: of a key that is held the first step is told, and the last. */
const KEY_DELAY = 250;

class GuessBars {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.drawn = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {(guess: number) => void} */
    this.report = () => {};
  }

  /** @param {Data} data */
  update(data) {
    // What Python only echoes is on screen already, under the reader's hand.
    const { guess, ...rest } = data;
    const told = JSON.stringify([rest, data.truth && guess]);
    if (told === this.drawn) return;
    this.drawn = told;
    const rows = data.known.map((bar) => makeRow("known", bar, data));
    rows.push(...(data.truth ? this.makeResult(data, data.truth) : this.makeGuess(data)));
    this.root.replaceChildren(...rows);
  }

  /**
   * @param {Data} data
   * @param {Bar} truth
   */
  makeResult(data, truth) {
    const rows = [makeRow("truth", truth, data)];
    if (data.guess !== null) {
      const label = `${data.label}: ${data.subject}`;
      rows.unshift(makeRow("guess", { label, value: data.guess, colour: "" }, data));
    }
    return rows;
  }

  /** @param {Data} data */
  makeGuess(data) {
    const label = `${data.label}: ${data.subject}`;
    const start = data.guess ?? Math.round((data.low + data.high) / 2);
    const row = makeRow("guess", { label, value: start, colour: "" }, data);
    const [fill, value] = [".guess-bars-fill", ".guess-bars-value"].map(
      (name) => /** @type {HTMLElement} */ (row.querySelector(name)),
    );
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: data.low, max: data.high, step: 1, value: start });
    input.setAttribute("aria-label", label);
    const handle = document.createElement("span");
    handle.className = "guess-bars-handle";
    let reported = data.guess;
    const place = () => {
      fill.style.width = handle.style.left = `${findPart(Number(input.value), data)}%`;
    };
    const move = () => {
      place();
      value.textContent = input.value;
    };
    const tell = () => {
      const guess = Number(input.value);
      if (guess === reported) return;
      reported = guess;
      this.report(guess);
    };
    const tellKeys = () => {
      if (this.timer === undefined) tell();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.timer = undefined;
        tell();
      }, KEY_DELAY);
    };
    input.addEventListener("input", move);
    input.addEventListener("change", tellKeys);
    // To leave the bar where it stands is a guess, too.
    input.addEventListener("pointerup", tell);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") tell();
    });
    // What the reader goes on to, like the button that shows the result, is about the last guess.
    input.addEventListener("blur", () => {
      if (this.timer !== undefined) tell();
    });
    fill.parentElement?.append(input, handle);
    if (data.guess === null) {
      place();
      value.textContent = "?";
    } else move();
    const invitation = document.createElement("p");
    invitation.className = "guess-bars-invitation";
    invitation.textContent = data.invitation;
    return [row, invitation];
  }
}

/**
 * @param {number} value
 * @param {Data} data
 */
function findPart(value, data) {
  return (100 * (value - data.low)) / (data.high - data.low);
}

/**
 * @param {string} kind
 * @param {Bar} bar
 * @param {Data} data
 */
function makeRow(kind, bar, data) {
  const row = document.createElement("div");
  row.className = `guess-bars-row guess-bars-${kind}`;
  const label = document.createElement("span");
  label.className = "guess-bars-label";
  label.textContent = bar.label;
  const track = document.createElement("div");
  track.className = "guess-bars-track";
  const fill = document.createElement("div");
  fill.className = "guess-bars-fill";
  fill.style.width = `${findPart(bar.value, data)}%`;
  if (bar.colour) fill.style.background = bar.colour;
  track.append(fill);
  const value = document.createElement("span");
  value.className = "guess-bars-value";
  value.textContent = `${Math.round(bar.value)}`;
  row.append(label, track, value);
  return row;
}

/** @type {WeakMap<HTMLElement, GuessBars>} */
const shown = new WeakMap();

/**
 * Called by Streamlit at first, and whenever the data have changed.
 * @param {{ parentElement: HTMLElement, data: Data,
 *   setStateValue: (name: "guessed", value: number) => void }} component
 * @returns {void}
 */
export default function show({ parentElement, data, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".guess-bars"));
  const bars = shown.get(root) ?? new GuessBars(root);
  shown.set(root, bars);
  bars.report = (guess) => setStateValue("guessed", guess);
  bars.update(data);
}

// The sentence of a term beside it (WCAG 1.4.13): it comes with the pointer, the keyboard's focus or a first
// tap, stays while either is on the term or on the sentence, and goes with Escape.

const TERMS = 'a[href*="glossary?term="]';
const PATIENCE_MS = 250;
const GAP = 6;
const EDGE = 8;

/** @type {WeakSet<HTMLElement>} */
const mounted = new WeakSet();

/**
 * Where a sentence is: below its term, above it where there is no room, and inside the window.
 * @param {{ left: number, top: number, bottom: number }} term
 * @param {{ width: number, height: number }} tip
 * @param {{ width: number, height: number }} space the window
 * @returns {{ left: number, top: number }}
 */
export function placeTip(term, tip, space) {
  const left = Math.max(EDGE, Math.min(term.left, space.width - tip.width - EDGE));
  const below = term.bottom + GAP;
  const fits = below + tip.height + EDGE <= space.height;
  return { left, top: fits ? below : Math.max(EDGE, term.top - GAP - tip.height) };
}

/**
 * The name of the term that a link leads to.
 * @param {string} address
 * @returns {string}
 */
export function readTerm(address) {
  return new URL(address, "http://localhost/").searchParams.get("term") ?? "";
}

/** @param {EventTarget | null} target */
function findTerm(target) {
  return target instanceof Element ? /** @type {HTMLAnchorElement | null} */ (target.closest(TERMS)) : null;
}

class TermTips {
  /**
   * @param {string} label of the link to the glossary
   * @param {(name: string) => void} open opens a term of the glossary in place
   */
  constructor(label, open) {
    this.open = open;
    /** @type {HTMLAnchorElement | null} */
    this.term = null;
    this.touched = false;
    this.timer = 0;
    this.abort = new AbortController();
    this.tip = document.createElement("div");
    this.tip.className = "term-tip";
    this.tip.hidden = true;
    this.sentence = document.createElement("span");
    this.sentence.id = "term-tip-sentence";
    this.sentence.role = "tooltip";
    this.link = document.createElement("a");
    // By keyboard the term itself is the link.
    this.link.tabIndex = -1;
    this.link.target = "_blank";
    this.link.textContent = label;
    this.tip.append(this.sentence, " ", this.link);
    // Inside the app it has the app's colours and font, light or dark.
    (document.querySelector('[data-testid="stApp"]') ?? document.body).append(this.tip);
    /** @type {(type: string, take: (event: any) => void, target?: EventTarget) => void} */
    const on = (type, take, target = document) =>
      target.addEventListener(type, take, { capture: true, signal: this.abort.signal });
    on("pointerover", (event) => this.point(event));
    on("pointerout", (event) => this.leave(event));
    on("focusin", (event) => this.focus(event));
    on("focusout", () => this.hideSoon());
    on("pointerdown", (event) => this.press(event));
    on("click", (event) => this.click(event));
    on("keydown", (event) => this.key(event));
    on("scroll", () => this.place());
    on("resize", () => this.place(), window);
  }

  remove() {
    this.abort.abort();
    this.hide();
    this.tip.remove();
  }

  /** @param {PointerEvent} event */
  point(event) {
    if (event.pointerType === "touch") return;
    const term = findTerm(event.target);
    if (this.tip.contains(/** @type {Node} */ (event.target)) || (term && term === this.term)) this.stay();
    else if (term) this.show(term);
  }

  /** @param {PointerEvent} event */
  leave(event) {
    if (event.pointerType !== "touch" && this.term) this.hideSoon();
  }

  /** @param {FocusEvent} event */
  focus(event) {
    const term = findTerm(event.target);
    // A finger's tap gives the focus, too; what it means, the click decides.
    if (term && !this.touched && term.matches(":focus-visible")) this.show(term);
  }

  /** @param {PointerEvent} event */
  press(event) {
    this.touched = event.pointerType === "touch";
    const inside = this.tip.contains(/** @type {Node} */ (event.target));
    if (this.term && !inside && findTerm(event.target) !== this.term) this.hide();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const inTip = this.tip.contains(/** @type {Node} */ (event.target));
    const term = inTip ? this.term : findTerm(event.target);
    if (!term) return;
    if (this.touched && !inTip && term !== this.term) {
      event.preventDefault();
      event.stopPropagation();
      this.show(term);
      return;
    }
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (plain && location.pathname.endsWith("/glossary")) {
      event.preventDefault();
      event.stopPropagation();
      this.open(readTerm(term.href));
      document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
    }
    this.hide();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    this.touched = false;
    if (event.key !== "Escape" || !this.term) return;
    this.hide();
    event.stopPropagation();
  }

  stay() {
    clearTimeout(this.timer);
  }

  /** @param {HTMLAnchorElement} term */
  show(term) {
    this.hide();
    // The browser's own tooltip would say the same a second time.
    const sentence = term.title || term.dataset.sentence || "";
    if (!sentence) return;
    term.dataset.sentence = sentence;
    term.removeAttribute("title");
    term.setAttribute("aria-describedby", "term-tip-sentence");
    this.sentence.textContent = sentence;
    this.link.href = term.href;
    this.term = term;
    this.tip.hidden = false;
    this.place();
  }

  hideSoon() {
    this.stay();
    this.timer = setTimeout(() => {
      const focused = this.term === document.activeElement && this.term?.matches(":focus-visible");
      if (!focused && !this.tip.matches(":hover")) this.hide();
    }, PATIENCE_MS);
  }

  hide() {
    this.stay();
    this.term?.removeAttribute("aria-describedby");
    this.term = null;
    this.tip.hidden = true;
  }

  place() {
    if (!this.term) return;
    if (!this.term.isConnected) return this.hide();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const { left, top } = placeTip(this.term.getClientRects()[0], this.tip.getBoundingClientRect(), { width, height });
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${top}px`;
  }
}

/**
 * Called by Streamlit when a page is there, and again when its data changes.
 * @param {{ parentElement: HTMLElement, data: { label: string },
 *   setTriggerValue: (name: string, value: string) => void }} component
 * @returns {(() => void) | void}
 */
export default function watch({ parentElement, data, setTriggerValue }) {
  if (mounted.has(parentElement)) return;
  mounted.add(parentElement);
  const tips = new TermTips(data.label, (name) => setTriggerValue("term", name));
  return () => {
    mounted.delete(parentElement);
    tips.remove();
  };
}

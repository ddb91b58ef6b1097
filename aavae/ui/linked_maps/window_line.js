// A window's end of the line to the page of its map: it asks what to show, and says what is done here.

import { Line, drawName } from "./messages.js";

/** @import { Message, Showing } from "./messages.js" */
/** @import { Shared, Store } from "./store.js" */

/**
 * What a window does when the page says so. `show` ends when the maps are there; `explain` says why there are
 * none, or none that change.
 * @typedef {{
 *   store: Store,
 *   show: (showing: Showing) => Promise<void>,
 *   takeShared: (changes: Partial<Shared>) => void,
 *   explain: (reason: "never" | "gone") => void,
 * }} LinkedWindow
 */

/** For so long a page may take to answer, in milliseconds. */
const PATIENCE = 2000;

export class WindowLine {
  /**
   * @param {LinkedWindow} window
   * @param {string} name of the page
   * @param {number} [patience] in milliseconds
   */
  constructor(window, name, patience = PATIENCE) {
    this.window = window;
    this.me = drawName();
    /** What all windows show, as far as is known here; null: nothing yet. @type {Shared | null} */
    this.latest = null;
    /** Of the maps that are being fetched, or 0: they are there. */
    this.fetching = 0;
    this.turn = 0;
    this.line = new Line(name, (message) => this.take(message));
    window.store.onAct = (changes) => {
      if (this.latest) Object.assign(this.latest, changes);
      this.line.say({ kind: "did", by: this.me, changes });
    };
    this.line.say({ kind: "ask" });
    this.waiting = setTimeout(() => window.explain("never"), patience);
  }

  /**
   * @param {string} name of what the points shall be coloured by
   * @returns {void}
   */
  recolour(name) {
    this.line.say({ kind: "recolour", name });
  }

  /**
   * @param {Message} message
   * @returns {void}
   */
  take(message) {
    if (message.kind === "show") this.show(message.showing);
    else if (message.kind === "changed") this.follow(message.by, message.changes);
    else if (message.kind === "gone") this.window.explain("gone");
  }

  /**
   * @param {Showing} showing
   * @returns {Promise<void>}
   */
  async show(showing) {
    clearTimeout(this.waiting);
    this.turn += 1;
    const { turn } = this;
    this.fetching = turn;
    this.latest = showing.shared;
    await this.window.show(showing);
    if (turn !== this.turn) return;
    this.fetching = 0;
    this.window.takeShared(this.latest);
  }

  /**
   * @param {string} actor
   * @param {Partial<Shared>} changes
   * @returns {void}
   */
  follow(actor, { mask, opened, serial, ...changes }) {
    if (!this.latest) return;
    const isMine = actor === this.me;
    // What comes back of what was done here is known, and may be older than what has been done since.
    const news = isMine ? {} : { ...changes };
    // Where two have chosen at the same time, the page's order counts.
    const { serial: known } = this.latest;
    if (serial !== undefined && (isMine ? serial > known : serial >= known)) {
      Object.assign(news, { serial }, mask && { mask }, opened !== undefined && { opened });
    }
    Object.assign(this.latest, news);
    // Maps that are on their way may be of other images.
    if (!this.fetching && Object.keys(news).length > 0) this.window.takeShared(news);
  }
}

// A page's end of the line to the windows of its maps: it says what they show, and takes what is done there.

import { Line, drawName } from "./messages.js";

/** @import { Message, Showing } from "./messages.js" */
/** @import { Shared, Store } from "./store.js" */

/** Under which a tab keeps its name: its windows find it again after it was loaded anew. */
const KEPT = "aavae.linked-maps";

/** Of this document: several maps that follow each other in it are one page. */
const me = drawName();

/**
 * What a page lets its windows do. `takeShared`: show what people do there; `recolour`: by what they want.
 * @typedef {{
 *   store: Store,
 *   takeShared: (changes: Partial<Shared>) => void,
 *   recolour: (name: string) => void,
 *   describe: () => Showing | null,
 * }} LinkedPage
 */

/**
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 * @param {boolean} [isNew] whether another page has the old one
 * @returns {string} the tab's name
 */
export function keepName(storage, isNew = false) {
  const name = (!isNew && storage.getItem(KEPT)) || drawName();
  storage.setItem(KEPT, name);
  return name;
}

export class PageLine {
  /**
   * @param {LinkedPage} page
   * @param {Pick<Storage, "getItem" | "setItem">} storage of the tab
   */
  constructor(page, storage) {
    this.page = page;
    this.storage = storage;
    /** Who does what is being done. */
    this.actor = me;
    /** Who has pointed at an image last. */
    this.pointing = me;
    this.line = this.open(keepName(storage));
    page.store.onAct = (changes) => this.tell(changes);
  }

  /** @returns {string} by which a window finds this page */
  get name() {
    return this.line.name;
  }

  /**
   * @param {string} name
   * @returns {Line}
   */
  open(name) {
    const line = new Line(name, (message) => this.take(message));
    // A tab that was duplicated has the name of the other one.
    line.say({ kind: "claim", by: me });
    return line;
  }

  /** Say all that there is to show. */
  show() {
    const showing = this.page.describe();
    if (showing) this.line.say({ kind: "show", showing });
  }

  /**
   * @param {Partial<Shared>} changes
   * @returns {void}
   */
  tell(changes) {
    if ("hovered" in changes) this.pointing = this.actor;
    this.line.say({ kind: "changed", by: this.actor, changes });
  }

  /**
   * @param {Message} message
   * @returns {void}
   */
  take(message) {
    if (message.kind === "ask") this.show();
    else if (message.kind === "did") this.follow(message.by, message.changes);
    else if (message.kind === "recolour") this.page.recolour(message.name);
    else if (message.kind === "claim" && message.by !== me) {
      this.line.say({ kind: "held", by: message.by });
      this.show();
    } else if (message.kind === "held" && message.by === me) {
      this.line.close();
      this.line = this.open(keepName(this.storage, true));
    }
  }

  /**
   * Do what was done in a window, and tell all of them.
   * @param {string} actor
   * @param {Partial<Shared>} changes
   * @returns {void}
   */
  follow(actor, { mask, opened, ...changes }) {
    const { store, takeShared } = this.page;
    this.actor = actor;
    const chosen = mask ?? store.state.mask;
    // A choice among other images than those that the page shows now is dropped.
    if (chosen.length === store.state.mask.length) store.choose(chosen, opened ?? store.state.opened);
    // Choices are counted here.
    delete changes.serial;
    // A pointer may be said to have left one window when it is in the next one already.
    if (changes.hovered === -1 && this.pointing !== actor) delete changes.hovered;
    if (Object.keys(changes).length > 0) {
      takeShared(changes);
      this.tell(changes);
    }
    this.actor = me;
  }

  close() {
    this.page.store.onAct = () => {};
    this.line.say({ kind: "gone" });
    this.line.close();
  }
}

// What a page with maps and its windows, each of which shows one of them, say to each other. They are of one
// browser and one server, and know one name, which no other page has.

/** @import { Data } from "./content.js" */
/** @import { Shared } from "./store.js" */
/** @import { Theme } from "./theme.js" */

/**
 * All that a window needs to show a map; `address` is that of its own page.
 * @typedef {{ address: string, data: Data, theme: Theme, shared: Shared }} Showing
 */

/**
 * `ask`, `did` and `recolour` are a window's: what is there to show, what people have done there, and by what they
 * want the points coloured. `show`, `changed` and `gone` are the page's: all that it shows, what has changed, and that it shows nothing any more. `claim` and
 * `held` are between pages, of which only one may have a name. `by`: who has done it, or claims.
 * @typedef {(
 *   | { kind: "ask" }
 *   | { kind: "did", by: string, changes: Partial<Shared> }
 *   | { kind: "recolour", name: string }
 *   | { kind: "show", showing: Showing }
 *   | { kind: "changed", by: string, changes: Partial<Shared> }
 *   | { kind: "gone" }
 *   | { kind: "claim", by: string }
 *   | { kind: "held", by: string }
 * )} Message
 */

/**
 * A name that nobody guesses, and that no two draw.
 * @returns {string} 32 hexadecimal digits
 */
export function drawName() {
  // `randomUUID` is there for pages from a safe connection alone, which a server in a laboratory has none of.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One end of what joins all windows that know a name. */
export class Line {
  /**
   * @param {string} name
   * @param {(message: Message) => void} onMessage called with what others say
   */
  constructor(name, onMessage) {
    this.name = name;
    this.channel = new BroadcastChannel(`aavae-maps-${name}`);
    this.channel.onmessage = ({ data }) => onMessage(data);
  }

  /**
   * @param {Message} message
   * @returns {void}
   */
  say(message) {
    this.channel.postMessage(message);
  }

  close() {
    this.channel.close();
  }
}

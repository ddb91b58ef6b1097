// A page and windows of its maps, which talk through channels of this process, for the tests.

import { fetchContent } from "../../../aavae/ui/linked_maps/content.js";
import { PageLine } from "../../../aavae/ui/linked_maps/page_line.js";
import { Store } from "../../../aavae/ui/linked_maps/store.js";
import { WindowLine } from "../../../aavae/ui/linked_maps/window_line.js";
import { load, makeData } from "./content_data.mjs";

/** What a tab remembers. */
export class Memory {
  constructor() {
    /** @type {Map<string, string>} */
    this.kept = new Map();
  }

  /** @param {string} key */
  getItem(key) {
    return this.kept.get(key) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this.kept.set(key, value);
  }
}

/** Until all that was said has been heard. */
export async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
}

/**
 * @param {import("node:test").TestContext} context closes the lines
 * @param {Memory} [memory]
 */
export async function makePage(context, memory = new Memory()) {
  /** @type {object[]} */
  const told = [];
  const store = new Store("lasso", (choice) => told.push(choice));
  store.takeContent(await fetchContent(makeData(), load));
  /** @type {string[]} */
  const wishes = [];
  const showing = { address: "page", theme: {} };
  const line = new PageLine(
    {
      store,
      takeShared: (changes) => store.takeShared(changes),
      recolour: (name) => wishes.push(name),
      describe: () => ({ ...showing, data: store.state.content.data, shared: store.getShared() }),
    },
    memory,
  );
  context.after(() => line.line.close());
  return { store, line, told, wishes };
}

/**
 * @param {import("node:test").TestContext} context closes the line
 * @param {string} name of the page
 * @param {{ patience?: number, wait?: () => Promise<void> }} [options] `wait`: until the arrays are there
 */
export async function makeWindow(context, name, { patience = 10_000, wait = async () => {} } = {}) {
  /** @type {string[]} */
  const reasons = [];
  const store = new Store("lasso", () => {});
  const line = new WindowLine(
    {
      store,
      takeShared: (changes) => store.takeShared(changes),
      explain: (reason) => reasons.push(reason),
      show: async ({ data }) => {
        const content = await fetchContent(data, load);
        await wait();
        store.takeContent(content);
      },
    },
    name,
    patience,
  );
  context.after(() => {
    clearTimeout(line.waiting);
    line.line.close();
  });
  await settle();
  return { store, line, reasons };
}

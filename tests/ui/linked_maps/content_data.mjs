// What Python may say of two maps of four images, for the tests.

/** By their addresses. */
export const ARRAYS = {
  here: Uint16Array.of(0, 0, 65535, 0, 0, 65535, 65535, 65535),
  there: Uint16Array.of(65535, 65535, 0, 65535, 65535, 0, 0, 0),
  elsewhere: Uint16Array.of(1, 1, 2, 2, 3, 3, 4, 4),
  classes: Uint8Array.of(0, 1, 0, 1),
  labels: Uint16Array.of(1, 0, 1, 0),
  ids: Uint32Array.of(7, 8, 9, 10),
  other_ids: Uint32Array.of(1, 2, 3, 4),
  near: Uint16Array.of(1, 2, 0, 3, 3, 0, 2, 1),
  far: Uint16Array.of(3, 2, 2, 0, 1, 0, 0, 1),
};

/**
 * @param {string} address
 * @returns {Promise<ArrayBuffer>}
 */
export async function load(address) {
  return ARRAYS[address].buffer;
}

/**
 * @param {object} [changes]
 * @returns {object}
 */
export function makeData(changes = {}) {
  return {
    count: 4,
    maps: [
      { title: "model 0", method: "UMAP", positions: "here" },
      { title: "model 1", method: "PCA", positions: "there" },
    ],
    colourings: [
      {
        title: "Class",
        values: "classes",
        colours: ["#FF0000", "#0000FF"],
        names: ["cat", "dog"],
        low: "",
        high: "",
      },
    ],
    captions: { labels: "labels", class_names: ["cat", "dog"], unlabelled: -1, ids: "ids", num_test: 2 },
    pictures: null,
    neighbours: ["near", "far"],
    selected: "",
    opened: -1,
    serial: 0,
    clouds: [],
    height: 560,
    style: "style",
    colours: { titles: [], chosen: "" },
    texts: { language: "en" },
    ...changes,
  };
}

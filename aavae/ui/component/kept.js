// Files that are named by their content: the copy that the browser kept is never out of date.

/** Addresses of objects that are alive at a time: beyond it the one unused for longest goes. */
const MAX_OBJECTS = 32;

/** @type {Map<string, Promise<string>>} */
const objects = new Map();

/**
 * @param {string} address relative to the page, or a data address
 * @returns {string}
 */
export function resolveAddress(address) {
  return new URL(address, document.baseURI).href;
}

/**
 * Fetch a file once for all visits, also where what the server says of how long it is good gets lost on the way.
 * @param {string} address
 * @returns {Promise<Response>}
 */
export async function fetchKept(address) {
  const url = resolveAddress(address);
  let response = await fetch(url, { cache: "force-cache" });
  // What the browser kept may be an answer of a time when the file was not there.
  if (!response.ok) response = await fetch(url, { cache: "reload" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/**
 * An address of a kept file for what takes nothing else: images, styles, scripts. It is for use at once.
 * @param {string} address
 * @returns {Promise<string>}
 */
export function findObject(address) {
  const found = objects.get(address) ?? fetchKept(address).then(makeObject);
  // A map keeps its order of insertion: the first is the one unused for longest.
  objects.delete(address);
  objects.set(address, found);
  found.catch(() => objects.delete(address));
  for (const old of [...objects.keys()].slice(0, Math.max(0, objects.size - MAX_OBJECTS))) {
    objects.get(old)?.then(URL.revokeObjectURL, () => {});
    objects.delete(old);
  }
  return found;
}

/**
 * @param {Response} response
 * @returns {Promise<string>}
 */
async function makeObject(response) {
  return URL.createObjectURL(await response.blob());
}

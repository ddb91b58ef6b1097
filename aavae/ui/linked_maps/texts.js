// What people read, as Python says it in their language.

/**
 * Texts by their names, with `{places}` for values. `language`: its code; `separator`: between thousands.
 * @typedef {Record<
 *   "language" | "separator" | "alone" | "arrow_instructions" | "blocked" | "box" | "clear" | "clear_title"
 *   | "colour_by" | "count_of_all" | "detach" | "fewer_maps" | "gone" | "images" | "images_title" | "labels"
 *   | "labels_title" | "lasso" | "legend_row" | "map" | "move_back" | "move_title" | "move_to" | "move_to_other"
 *   | "moved_from" | "nearest_by" | "never" | "pan" | "scale" | "selected" | "selected_image" | "show_all"
 *   | "test_image" | "tools" | "training_image" | "unfetched" | "zoom_in" | "zoom_out",
 *   string
 * >} Texts
 */

/**
 * @param {string} text
 * @param {Record<string, string | number>} values by the names of the places
 * @returns {string}
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/**
 * @param {number} count
 * @param {Pick<Texts, "separator">} texts
 * @returns {string} with its thousands apart
 */
export function formatCount(count, { separator }) {
  return count.toLocaleString("en").replaceAll(",", separator);
}

// Keeps a text in the browser's tab, where it is still there when the page is loaded again.

/**
 * What a tab without storage keeps at least until the page is loaded again.
 * @type {Map<string, string>}
 */
const instead = new Map();

/**
 * @param {string} name
 * @returns {string}
 */
function read(name) {
  try {
    return sessionStorage.getItem(name) ?? instead.get(name) ?? "";
  } catch {
    return instead.get(name) ?? "";
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {void}
 */
function write(name, text) {
  instead.set(name, text);
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Storage may be switched off, or full.
  }
}

/**
 * Called by Streamlit at first, and whenever the text has changed. Until the server knows it, it is told.
 * @param {{
 *   data: { name: string, text: string | null, tellsEmpty: boolean },
 *   setStateValue: (name: string, value: string) => void,
 * }} component
 * @returns {void}
 */
export default function keep({ data, setStateValue }) {
  if (data.text !== null) write(data.name, data.text);
  else {
    const text = read(data.name);
    if (text || data.tellsEmpty) setStateValue("text", text);
  }
}

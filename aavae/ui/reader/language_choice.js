// Screen readers and the browser's own translation go by the page's language, which Streamlit says is English.

/**
 * Called by Streamlit at first, and whenever a page has run.
 * @param {{ data: { language: string } }} component data: the code of the language
 * @returns {void}
 */
export default function tell({ data }) {
  document.documentElement.lang = data.language;
}

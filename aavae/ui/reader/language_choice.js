// Screen readers and the browser's own translation go by the page's language, which Streamlit says is English.

/**
 * Called by Streamlit while a page is in another language.
 * @param {{ data: string }} component data: its code
 * @returns {() => void} ends it
 */
export default function tell({ data }) {
  document.documentElement.lang = data;
  return () => {
    document.documentElement.lang = "en";
  };
}

// On a small screen the navigation lies over the page: it closes when a page is chosen there.

/** Up to it Streamlit draws the sidebar over the page. */
const COVERS = "(max-width: 768px)";

/** @type {WeakSet<Element>} */
const listening = new WeakSet();

/**
 * Called by Streamlit at first, and whenever the page has run.
 * @param {{ parentElement: HTMLElement }} component
 * @returns {void}
 */
export default function show({ parentElement }) {
  const sidebar = parentElement.closest('[data-testid="stSidebar"]');
  if (!sidebar || listening.has(sidebar)) return;
  listening.add(sidebar);
  sidebar.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!target.closest('[data-testid="stPageLink-NavLink"]') || !matchMedia(COVERS).matches) return;
    /** @type {HTMLElement | null} */
    const close = sidebar.querySelector('[data-testid="stSidebarCollapseButton"] button');
    // After Streamlit has taken the click: what is hidden gets none.
    setTimeout(() => close?.click());
  });
}

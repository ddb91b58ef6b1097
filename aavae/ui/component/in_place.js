// Shows HTML text, and when it changes edits the page until it is equal: no node is made anew
// that was there before, so nothing flickers, and a picture stays until its successor is decoded.

/**
 * Make an element's or text's content and attributes those of another one.
 * @param {Node} current on the page
 * @param {Node} wanted not on the page
 * @returns {void}
 */
function edit(current, wanted) {
  if (current.nodeName !== wanted.nodeName) {
    current.parentNode?.replaceChild(wanted, current);
  } else if (current instanceof Element) {
    editAttributes(current, /** @type {Element} */ (wanted));
    editChildren(current, wanted);
  } else if (current.nodeValue !== wanted.nodeValue) {
    current.nodeValue = wanted.nodeValue;
  }
}

/**
 * @param {Element} current
 * @param {Element} wanted
 * @returns {void}
 */
function editAttributes(current, wanted) {
  for (const name of current.getAttributeNames()) {
    if (!wanted.hasAttribute(name)) current.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  }
}

/**
 * @param {Node} current
 * @param {Node} wanted
 * @returns {void}
 */
function editChildren(current, wanted) {
  const old = [...current.childNodes];
  const next = [...wanted.childNodes];
  next.forEach((node, index) => (index < old.length ? edit(old[index], node) : current.appendChild(node)));
  old.slice(next.length).forEach((node) => current.removeChild(node));
}

/**
 * Called by Streamlit at first, and whenever the text has changed.
 * @param {{ parentElement: HTMLElement, data: { html: string } }} component
 * @returns {void}
 */
export default function show({ parentElement, data }) {
  const template = document.createElement("template");
  template.innerHTML = data.html;
  editChildren(/** @type {Element} */ (parentElement.querySelector(".in-place")), template.content);
}

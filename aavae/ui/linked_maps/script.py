"""The component's JavaScript: modules of one concept each, joined into the one file that a page loads."""

import functools
from pathlib import Path

from aavae.ui.component.own_component import join_modules

LOADER = """// Streamlit sends this script with each message, so it only fetches the real one, once: from the
// browser's cache, which an import cannot ask for and which is never out of date.
const scripts = (globalThis.aavaeScripts ??= {});

async function fetchScript(address) {
  const response = await fetch(new URL(address, document.baseURI), { cache: "force-cache" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const script = new Blob([await response.blob()], { type: "text/javascript" });
  return import(URL.createObjectURL(script));
}

export default async function load(component) {
  const address = component.data.code;
  scripts[address] ??= fetchScript(address);
  scripts[address].catch(() => delete scripts[address]);
  return (await scripts[address]).default(component);
}
"""

MODULES = (
    "../component/kept",
    "texts",
    "view",
    "colour",
    "decode",
    "draw",
    "picking",
    "lasso",
    "thinning",
    "selection",
    "animation",
    "labels",
    "pictures",
    "card",
    "legend",
    "keyboard",
    "toolbar",
    "canvas",
    "overlay",
    "gestures",
    "viewport",
    "points",
    "points_canvas",
    "overlay_canvas",
    "pane",
    "content",
    "store",
    "hover_card",
    "shortcuts",
    "theme",
    "messages",
    "page_line",
    "window_line",
    "window_page",
    "linked_maps",
)
"""Each imports only from those before it; names are unique over all."""


@functools.cache
def read_script() -> bytes:
    """All modules as one: a browser that imported them one by one would wait for each."""
    return join_modules(Path(__file__).parent / f"{name}.js" for name in MODULES).encode()

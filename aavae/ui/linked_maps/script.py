"""The component's JavaScript: modules of one concept each, joined into the one file that a page loads."""

import functools
import re
from pathlib import Path

LOADER = """// Streamlit sends this script with each message, so it only fetches the real one, once.
export default async function load(component) {
  const code = await import(new URL(component.data.code, document.baseURI).href);
  return code.default(component);
}
"""

MODULES = (
    "view",
    "colour",
    "decode",
    "draw",
    "picking",
    "lasso",
    "selection",
    "animation",
    "labels",
    "pictures",
    "card",
    "legend",
    "keyboard",
    "toolbar",
    "overlay",
    "gestures",
    "pane",
    "linked_maps",
)
"""Each imports only from those before it; names are unique over all."""

_IMPORT = re.compile(r"^import\b.*?;\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@functools.cache
def read_script() -> bytes:
    """All modules as one: a browser that imported them one by one would wait for each."""
    texts = [Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    return join_modules(texts).encode()


def join_modules(texts: list[str]) -> str:
    """Modules as one module: in one scope there is nothing to import, and only the default is exported."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)

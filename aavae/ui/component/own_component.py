"""A component of our own, from the script and the styles that lie beside the module that draws it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

KEPT = Path(__file__).with_name("kept.js")
"""A module for any component: what a browser keeps of what it has fetched."""
_IMPORT = re.compile(r"^import\b.*?;\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def join_modules(paths: Iterable[Path]) -> str:
    """Modules as one module: in one scope there is nothing to import, and only the default is exported.

    Args:
        paths: each imports only from those before it; names are unique over all.
    """
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


def load_component(module: str, *parts: str) -> Any:
    """What mounts the component of a module, `streamlit.components.v2.component`'s answer.

    Its name is the module's; its script and styles have the same name and end in `.js` and `.css`; it draws
    in one element, of the class that the name makes with dashes.

    Args:
        module: `__file__` of the module.
        *parts: names of scripts beside it from which its own imports; each imports only from those before it.
    """
    path = Path(module)
    return component(
        path.stem,
        html=f'<div class="{path.stem.replace("_", "-")}"></div>',
        css=path.with_suffix(".css").read_text(encoding="utf-8"),
        js=join_modules(path.with_name(f"{name}.js") for name in (*parts, path.stem)),
    )

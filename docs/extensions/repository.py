"""What lies beside `docs/`: `<!-- file: README.md -->` gives its place to that file.

A page of `docs/` links to such a file as the forge needs it, `../README.md`; on the site that link leads to
the page which shows the file.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

from docs.extensions.comments import Written, fill_comments

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "README.md": "readme.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "findings/README.md": "findings.md",
}
"""The page that shows a file, by the file's place in the repository."""
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)")


def read_file(name: str) -> Written:
    """A file of the repository's root, with its links as seen from `docs/`."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return Written(_LINK.sub(lambda found: _lead(found, ROOT), text), [ROOT / name])


def _lead(found: re.Match[str], folder: Path) -> str:
    """A link that stands in a file of a folder, as it has to be in a page of `docs/`."""
    place = (folder / found[1]).resolve().relative_to(ROOT).as_posix()
    page = PAGES.get(place, place.removeprefix("docs/") if place.startswith("docs/") else f"../{place}")
    return f"](/{page}{found[2] or ''})" if not page.startswith("../") else f"]({page}{found[2] or ''})"


def _lead_to_pages(app: Sphinx, docname: str, source: list[str]) -> None:
    """Links of a page to files that another page shows lead to that page."""
    folder = Path(app.env.doc2path(docname)).parent

    def lead(found: re.Match[str]) -> str:
        place = (folder / found[1]).resolve()
        page = PAGES.get(place.relative_to(ROOT).as_posix()) if place.is_relative_to(ROOT) else None
        return found[0] if page is None else f"](/{page}{found[2] or ''})"

    source[0] = _LINK.sub(lead, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it to Sphinx."""
    app.connect("source-read", _lead_to_pages, priority=400)
    fill_comments(app, "file", read_file)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The measurements: `<!-- benches: all -->` gives its place to what each module of `bench/` says."""

import ast
from pathlib import Path

from sphinx.application import Sphinx

from docs.extensions.comments import Written, fill_comments

BENCH = Path(__file__).resolve().parents[2] / "bench"


def write_benches(_words: str = "all") -> Written:
    """A section for each bench, with its docstring."""
    files = sorted(set(BENCH.glob("*.py")) - {BENCH / "__init__.py"})
    sections = [f"## `{file.stem}`\n\n{ast.get_docstring(ast.parse(file.read_text()))}\n" for file in files]
    return Written("\n".join(sections), files)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it to Sphinx."""
    fill_comments(app, "benches", write_benches)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

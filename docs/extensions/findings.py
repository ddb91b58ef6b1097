"""The findings: `<!-- findings: all -->` gives its place to the head comments of `findings/`."""

import re
from pathlib import Path

from sphinx.application import Sphinx

from docs.extensions.comments import Written, fill_comments

FINDINGS = Path(__file__).resolve().parents[2] / "findings"
_ROW = re.compile(r"^\| \[[^]]+\]\(([^)]+\.sh)\) \| (.+) \|$", re.MULTILINE)
_MARKUP = re.compile(r"(`[^`]*`)|([\\*_<>\[\]])")


def read_titles() -> dict[str, str]:
    """What the table of `findings/README.md` says of each script, by its name."""
    return dict(_ROW.findall((FINDINGS / "README.md").read_text(encoding="utf-8")))


def read_head(script: Path) -> str:
    """The comment at a script's top, below the line that names its shell, as Markdown."""
    lines = script.read_text(encoding="utf-8").splitlines()[1:]
    end = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    text = "\n".join(line.removeprefix("#").strip() for line in lines[:end])
    return _MARKUP.sub(lambda found: found[1] or f"\\{found[2]}", text)


def write_findings(_words: str = "all") -> Written:
    """A section for each script."""
    titles, scripts = read_titles(), sorted(FINDINGS.glob("*.sh"))
    sections = [
        f"## {titles[script.name]}\n\n{read_head(script)}\n\n"
        f"Shown by [{script.name}](../findings/{script.name}).\n"
        for script in scripts
    ]
    return Written("\n".join(sections), [*scripts, FINDINGS / "README.md"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it to Sphinx."""
    fill_comments(app, "findings", write_findings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

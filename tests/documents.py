"""The documents, and what they tell a reader to run: their blocks of Python and their commands."""

import re
import shlex
import textwrap
from pathlib import Path
from typing import NamedTuple

from aavae.paths import ROOT

README = ROOT / "README.md"
DOCS = ROOT / "docs"
DOCUMENTS = (
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "findings" / "README.md",
    *sorted(DOCS.rglob("*.md")),
)
SHELLS = ("bash", "sh")
PYTHONS = ("python", "py")
_PROGRAMS = ("python", "aavae", "make", "docker", "pip", "uv", "uvx", "pipx")
"""Where code within a sentence begins with one of these and goes on, it is a command."""
_PREFIX = ["python", "-m", "aavae"]


class Block(NamedTuple):
    """A fenced block: its language, the number of its first line in the document, and its lines."""

    language: str
    start: int
    lines: list[str]


def name_document(path: Path) -> str:
    """Its path within the repository."""
    return path.relative_to(ROOT).as_posix()


def read_blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    opened: Block | None = None
    for number, line in enumerate(text.splitlines()):
        fence = re.match(r"\s*(```+|~~~+)\s*(.*?)\s*$", line)
        if fence is None:
            if opened is not None:
                opened.lines.append(line)
        elif opened is None:
            opened = Block(fence[2], number + 1, [])
        else:
            blocks.append(opened)
            opened = None
    assert opened is None, f"the block of line {opened.start} is not closed"
    return blocks


def list_commands(block: Block) -> list[list[str]]:
    """The words of each command of a shell block; what it is piped to or written to is cut off."""
    if block.language not in SHELLS:
        return []
    lines = re.sub(r"\\\n\s*", "", "\n".join(block.lines)).splitlines()
    return [words for line in lines if (words := split_command(line))]


def list_inline_commands(text: str) -> list[list[str]]:
    """The words of each command that stands within a sentence, also over the end of a line."""
    fenced = {
        n for block in read_blocks(text) for n in range(block.start - 1, block.start + len(block.lines) + 1)
    }
    sentences = "\n".join("" if n in fenced else line for n, line in enumerate(text.splitlines()))
    programs = "|".join(_PROGRAMS)
    found = re.findall(rf"`((?:[A-Z_]+=\S+\s+)*(?:\.venv/bin/)?(?:{programs})\s[^`]+)`", sentences)
    commands = [split_command(" ".join(code.split())) for code in found]
    return [words for words in commands if words != _PREFIX]


def split_command(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = list(lexer)
    ends = [place for place, word in enumerate(words) if set(word) <= set("|<>;&")]
    words = words[: min(ends, default=len(words))]
    return [words[0].removeprefix(".venv/bin/"), *words[1:]] if words else []


def get_arguments(words: list[str]) -> list[str] | None:
    """What our command line is given, by `python -m aavae` or by `aavae`; None of another program."""
    if words[:3] == _PREFIX:
        return words[3:]
    if words[0] == "aavae":
        return words[1:]
    assert "-m aavae " not in f"{' '.join(words)} ", f"not at the start of its line: {' '.join(words)}"
    return None


def read_python(path: Path) -> list[str]:
    """The blocks of Python of a document, each as it would be in a file of its own."""
    blocks = read_blocks(path.read_text(encoding="utf-8"))
    sources = ["\n".join([*block.lines, ""]) for block in blocks if block.language in PYTHONS]
    return list(map(textwrap.dedent, sources))

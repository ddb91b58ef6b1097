"""What the labs' documents tell a reader to run does run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from aavae.__main__ import parse
from aavae.paths import ROOT

DOCUMENTS = sorted((ROOT / "docs").glob("*_lab.md"))
COMMAND = "python -m aavae"
SECONDS = 580


class Block(NamedTuple):
    """A fenced block: its language, the number of its first line in the document, and its lines."""

    language: str
    start: int
    lines: list[str]


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


def make_script(blocks: list[Block]) -> str:
    """All Python of a document, each line where it is there, so that a traceback names the right one."""
    lines: list[str] = []
    for block in blocks:
        if block.language == "python":
            lines += [""] * (block.start - len(lines)) + block.lines
    return "\n".join(lines)


def list_commands(blocks: list[Block]) -> list[list[str]]:
    """The arguments of each `python -m aavae` of the shell blocks; what is piped or written on is cut off."""
    found = []
    for block in blocks:
        if block.language not in ("bash", "sh"):
            continue
        for line in re.sub(r"\\\n\s*", "", "\n".join(block.lines)).splitlines():
            lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            words = list(lexer)
            ends = [place for place, word in enumerate(words) if set(word) <= set("|<>;&")]
            words = words[: min(ends, default=len(words))]
            if words[:3] == COMMAND.split():
                found.append(words[3:])
                continue
            assert COMMAND not in " ".join(words), f"a command that is not at the start of its line: {line}"
    return found


def test_a_reader_of_documents_finds_every_block_and_every_command() -> None:
    text = "\n".join(
        [
            "```python",
            "a = 1",
            "```",
            "words",
            "```bash",
            "# python -m aavae nothing",
            "python -m aavae models --json | head  # all of them",
            "python -m aavae similarity \\",
            "    --models aavae 'a b' > out.json",
            "```",
            "```python",
            "b = a",
            "```",
        ]
    )
    blocks = read_blocks(text)
    assert make_script(blocks).splitlines() == ["", "a = 1", *[""] * 9, "b = a"]
    assert list_commands(blocks) == [["models", "--json"], ["similarity", "--models", "aavae", "a b"]]
    with pytest.raises(AssertionError, match="not closed"):
        read_blocks("```python\na = 1")
    with pytest.raises(AssertionError, match="start of its line"):
        list_commands(read_blocks("```sh\ntime python -m aavae models\n```"))


def test_the_labs_have_documents_with_python_and_commands() -> None:
    blocks = [block for path in DOCUMENTS for block in read_blocks(path.read_text())]
    assert make_script(blocks).strip()
    assert list_commands(blocks)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_block_says_its_language(path: Path) -> None:
    languages = {block.language for block in read_blocks(path.read_text())}
    # Python under any other name would not be run below.
    assert languages <= {"python", "bash", "sh", "json", "text"}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Folders of these tests alone; the documents share them, as they share the representations."""
    base = tmp_path_factory.mktemp("documents")
    return {"AAVAE_CACHE": str(base / "cache"), "AAVAE_DATA": str(base / "data")}


@pytest.mark.timeout(SECONDS + 20)
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_python_of_a_document_runs(path: Path, places: dict[str, str]) -> None:
    script = make_script(read_blocks(path.read_text()))
    run = f"exec(compile({script!r}, {str(path)!r}, 'exec'))"
    done = subprocess.run(
        [sys.executable, "-c", run],
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_commands_of_a_document_are_commands(path: Path) -> None:
    for arguments in list_commands(read_blocks(path.read_text())):
        try:
            parse(arguments)
        except SystemExit as stop:
            # It asks for help.
            assert not stop.code

"""What the README and the labs' documents tell a reader to run does run, and the README's table is right."""

import os
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

from aavae.__main__ import main, parse
from aavae.evaluation.results import find_row, read_published
from aavae.evaluation.subject import Subject, list_baselines, list_shipped
from aavae.paths import ROOT

README = ROOT / "README.md"
_DOCS = ROOT / "docs"
DOCUMENTS = [README, _DOCS / "python.md", *sorted(_DOCS.glob("*_lab.md")), _DOCS / "tutorial.md"]
"""Those whose Python runs here."""
ALL_DOCUMENTS = [README, *sorted(_DOCS.rglob("*.md"))]
COMMAND = "python -m aavae"
CHEAP = ("models", "jobs", "study list", "study table ablation --json")
"""Commands of the README that read what is there, and compute nothing."""
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
            if words[:3] in (COMMAND.split(), [".venv/bin/python", *COMMAND.split()[1:]]):
                found.append(words[3:])
                continue
            assert COMMAND not in " ".join(words), f"a command that is not at the start of its line: {line}"
    return found


def list_inline_commands(text: str) -> list[list[str]]:
    """The arguments of each `python -m aavae` that stands within a sentence, also over the end of a line."""
    return [shlex.split(found) for found in re.findall(rf"`{COMMAND}\s([^`]+)`", text)]


def test_a_reader_of_documents_finds_every_block_and_every_command() -> None:
    text = "\n".join(
        [
            "```python",
            "a = 1",
            "```",
            "words",
            "```bash",
            "# python -m aavae nothing",
            ".venv/bin/python -m aavae models --json | head  # all of them",
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
    assert list_inline_commands(f"As `{COMMAND} wall\na` and `make` say.") == [["wall", "a"]]
    with pytest.raises(AssertionError, match="not closed"):
        read_blocks("```python\na = 1")
    with pytest.raises(AssertionError, match="start of its line"):
        list_commands(read_blocks("```sh\ntime python -m aavae models\n```"))


def test_the_labs_have_documents_with_python_and_commands() -> None:
    blocks = [block for path in DOCUMENTS for block in read_blocks(path.read_text())]
    assert make_script(blocks).strip()
    assert list_commands(blocks)


@pytest.mark.parametrize("path", ALL_DOCUMENTS, ids=lambda path: path.stem)
def test_every_block_says_its_language(path: Path) -> None:
    languages = {block.language for block in read_blocks(path.read_text())}
    # Python under any other name would not be run below.
    assert languages <= {"python", "py", "bash", "sh", "json", "text", "toml", "yaml", "{toctree}"}


@pytest.mark.slow
@pytest.mark.timeout(SECONDS + 20)
def test_the_python_of_the_documents_runs(tmp_path: Path, warm_cache: Path) -> None:
    """Each as if it were the first: of one process, as each would import the same for seconds."""
    scripts = [(make_script(read_blocks(path.read_text())), str(path)) for path in DOCUMENTS]
    run = f"for script, path in {scripts!r}: exec(compile(script, path, 'exec'), {{'__name__': '__main__'}})"
    done = subprocess.run(
        [sys.executable, "-c", run],
        cwd=ROOT,
        env={**os.environ, "AAVAE_CACHE": str(warm_cache), "AAVAE_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", ALL_DOCUMENTS, ids=lambda path: path.stem)
def test_the_python_of_a_document_is_python(path: Path) -> None:
    for block in read_blocks(path.read_text(encoding="utf-8")):
        if block.language in ("python", "py"):
            compile(textwrap.dedent("\n".join(block.lines)), f"{path.name}:{block.start}", "exec")


@pytest.mark.parametrize("path", ALL_DOCUMENTS, ids=lambda path: path.stem)
def test_the_commands_of_a_document_are_commands(path: Path) -> None:
    text = path.read_text()
    for arguments in list_commands(read_blocks(text)) + list_inline_commands(text):
        try:
            parse(arguments)
        except SystemExit as stop:
            # It asks for help.
            assert not stop.code


@pytest.mark.parametrize("command", CHEAP)
def test_the_cheap_commands_of_the_readme_run(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = shlex.split(command)
    assert arguments in list_commands(read_blocks(README.read_text()))
    assert main(arguments) == 0
    output = capsys.readouterr()
    assert output.out + output.err


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_what_is_to_be_made_is_a_target(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = [line for block in read_blocks((ROOT / name).read_text()) for line in block.lines]
    named = {match[1] for line in lines if (match := re.match(r"make ([a-z-]+)", line))}
    assert named
    assert named <= targets


def describe_results(subject: Subject) -> list[str]:
    """A row of the README's table as the published results of the complete CIFAR-10 say it."""
    results = read_published(subject)
    assert results is not None
    probe, knn = (find_row(results[part], "h") for part in ("linear_probe", "knn_probe"))
    similarity = find_row(results["similarity"], "h" if subject.kind == "pixels" else "mu")
    assert probe is not None
    assert knn is not None
    assert similarity is not None
    low, high = probe["interval"]
    error = results["reconstruction"]
    return [
        subject.title,
        "–" if subject.run is None else f"{subject.run.metrics[-1]['epoch']}",
        f"{probe['accuracy']:.1%} ({100 * low:.1f} to {100 * high:.1f})".replace("%", " %"),
        f"{knn['accuracy']:.1%}".replace("%", " %"),
        f"{similarity['auc']:.3f}",
        "–" if error is None else f"{error['mse']:.4f}",
    ]


def test_the_readme_s_table_is_that_of_the_published_results() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.read_text().split("| Model |")[1].split("\n\n")[0].splitlines()[2:]
    ]
    subjects = [*list_shipped(), *list_baselines()]
    assert sorted(rows) == sorted(describe_results(subject) for subject in subjects)
    accuracies = [float(row[2].split()[0]) for row in rows]
    assert accuracies == sorted(accuracies, reverse=True)

"""What documents tell a reader is right: their blocks, commands and pictures, and the README's table."""

import re
import textwrap
from pathlib import Path

import pytest

from aavae.__main__ import parse
from aavae.evaluation.results import find_row, read_published
from aavae.evaluation.subject import Subject, list_baselines, list_shipped
from bench.screenshots import BY_HAND, PICTURES
from tests.documents import (
    DOCS,
    DOCUMENTS,
    PYTHONS,
    README,
    get_arguments,
    list_commands,
    list_inline_commands,
    name_document,
    read_blocks,
)


def test_a_reader_of_documents_finds_every_block_and_every_command() -> None:
    text = "\n".join(
        [
            "```python",
            "a = 1",
            "```",
            "words, `aavae/locale`, `python -m aavae wall",
            "a`, `pip` and `X=1 make app`",
            "```bash",
            "# python -m aavae nothing",
            ".venv/bin/python -m aavae models --json | head  # all of them",
            "python -m aavae similarity \\",
            "    --models aavae 'a b' > out.json",
            "# `make nothing`",
            "```",
        ]
    )
    python, shell = read_blocks(text)
    assert (python.start, python.lines) == (1, ["a = 1"])
    assert list_commands(python) == []
    commands = list_commands(shell)
    assert list(map(get_arguments, commands)) == [
        ["models", "--json"],
        ["similarity", "--models", "aavae", "a b"],
    ]
    assert list_inline_commands(text) == [["python", "-m", "aavae", "wall", "a"], ["X=1", "make", "app"]]
    with pytest.raises(AssertionError, match="not closed"):
        read_blocks("```python\na = 1")
    (timed,) = list_commands(read_blocks("```sh\ntime python -m aavae models\n```")[0])
    with pytest.raises(AssertionError, match="start of its line"):
        get_arguments(timed)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_document)
def test_every_block_says_its_language(path: Path) -> None:
    languages = {block.language for block in read_blocks(path.read_text(encoding="utf-8"))}
    # Python and commands under any other name would not be run.
    assert languages <= {"python", "py", "bash", "sh", "json", "text", "toml", "yaml", "{toctree}"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_document)
def test_the_python_of_a_document_is_python(path: Path) -> None:
    for block in read_blocks(path.read_text(encoding="utf-8")):
        if block.language in PYTHONS:
            compile(textwrap.dedent("\n".join(block.lines)), f"{path.name}:{block.start}", "exec")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_document)
def test_the_commands_of_a_document_are_commands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    commands = [words for block in read_blocks(text) for words in list_commands(block)]
    for words in commands + list_inline_commands(text):
        try:
            if (arguments := get_arguments(words)) is not None:
                parse(arguments)
        except SystemExit as stop:
            # It asks for help.
            assert not stop.code


COMMANDS = (DOCS / "reference" / "commands.md").resolve()
"""Its headings are made when the site is built, and tests/test_site.py looks for them."""


def list_links(text: str) -> list[str]:
    """What a document's links and pictures lead to, but for those of code."""
    prose = re.sub(r"^\s*(```+|~~~+).*?^\s*\1|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", prose)


def list_anchors(text: str) -> set[str]:
    """Of a document's headings, as a forge makes them."""
    titles = re.findall(r"^#+ (.*?)\s*$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_document)
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    for link in list_links(path.read_text(encoding="utf-8")):
        place, _, anchor = link.partition("#")
        if re.match(r"\w+:", link):
            assert link.startswith(("https://", "http://127.0.0.1:")), link
            continue
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), link
        if anchor and target != COMMANDS:
            assert anchor in list_anchors(target.read_text(encoding="utf-8")), link


def test_every_picture_is_of_the_list_and_in_a_document() -> None:
    shown = {
        (path.parent / link).resolve()
        for path in DOCUMENTS
        for link in list_links(path.read_text(encoding="utf-8"))
        if link.endswith(".png")
    }
    taken = {DOCS / f"{name}.png" for name in [*(picture.name for picture in PICTURES), *BY_HAND]}
    assert shown == taken == set(DOCS.rglob("*.png"))


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
        for line in README.read_text(encoding="utf-8").split("| Model |")[1].split("\n\n")[0].splitlines()[2:]
    ]
    subjects = [*list_shipped(), *list_baselines()]
    assert sorted(rows) == sorted(describe_results(subject) for subject in subjects)
    accuracies = [float(row[2].split()[0]) for row in rows]
    assert accuracies == sorted(accuracies, reverse=True)

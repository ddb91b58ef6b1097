"""Titles of image sets."""

from pathlib import Path

import pytest

from aavae.data.store import describe_datasets, load_dataset
from aavae.data.title import make_title, read_title
from aavae.kept_text import show_text
from aavae.language import use_language
from tests.catalogs import only_catalog


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("bundled", "bundled sample, 10,000 training images"),
        ("cifar10", "complete CIFAR-10, 10,000 training images"),
        ("pets", "pets, 10,000 training images"),
    ],
)
def test_says_what_it_is_and_how_much(name: str, title: str) -> None:
    assert make_title(name, 10_000) == title


def test_a_title_from_a_file_is_kept_where_it_is_another() -> None:
    assert read_title("old pets", "pets", 3) == "old pets"


def test_the_titles_of_sets_can_be_translated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    titles = [load_dataset("bundled").title, describe_datasets()[0].title]
    assert titles == ["bundled sample, 10,000 training images"] * 2
    texts = {"bundled sample, {num_train} training images": "Auswahl mit {num_train} Bildern"}
    with only_catalog(texts, tmp_path, monkeypatch), use_language("de"):
        shown = [show_text(title) for title in titles]
    assert shown == ["Auswahl mit 10\N{NARROW NO-BREAK SPACE}000 Bildern"] * 2

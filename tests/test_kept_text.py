"""Sentences that are kept in English and shown in the reader's language."""

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from aavae import language
from aavae.config import Config
from aavae.kept_text import KeptText, Text, kept_ntext, kept_text, show_text
from tests.catalogs import only_catalog


class Kept(Config):
    """What a file keeps."""

    text: Text
    notes: tuple[Text, ...] = ()


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    texts = {
        "one picture\0{count} pictures": "ein Bild\0{count} Bilder",
        "{what} in {places}, {share:.0%} of {name!r}": "{share:.0%} von {name!r} in {places}: {what}",
        "known": "bekannt",
    }
    with only_catalog(texts, tmp_path, monkeypatch, "xy"):
        language.follow(lambda: "xy")
        yield


def make_text() -> KeptText:
    pictures = kept_ntext("one picture", "{count} pictures", 12_345, count=12_345)
    return kept_text(
        "{what} in {places}, {share:.0%} of {name!r}",
        what=pictures,
        places=("train", "test"),
        share=0.25,
        name="known",
    )


ENGLISH = "12,345 pictures in train, test, 25% of 'known'"


def test_numbers_are_written_as_they_are() -> None:
    assert kept_text("{a} {b} {c}", a=2_147_483_647, b=2_998.0, c=0.25) == "2,147,483,647 2,998 0.25"


@pytest.mark.usefixtures("german")
def test_no_comma_is_taken_for_a_decimal_sign() -> None:
    space = "\N{NARROW NO-BREAK SPACE}"
    assert show_text(kept_text("{a} {b} {c}", a=1_234_567, b=2_998.0, c=0.25)) == (
        f"1{space}234{space}567 2{space}998 0.25"
    )


def test_is_its_english_text_to_all_else() -> None:
    text = make_text()
    assert (text, f"{text}", hash(text)) == (ENGLISH, ENGLISH, hash(ENGLISH))
    assert show_text(text) == ENGLISH
    assert json.dumps([text]) == json.dumps([ENGLISH])
    assert kept_ntext("one picture", "{count} pictures", 1, count=1) == "one picture"


@pytest.mark.usefixtures("german")
def test_is_shown_in_the_reader_s_language() -> None:
    text = make_text()
    assert text == ENGLISH
    assert show_text(text) == "25% von 'known' in train, test: 12\N{NARROW NO-BREAK SPACE}345 Bilder"
    assert show_text(kept_ntext("one picture", "{count} pictures", 1, count=1)) == "ein Bild"


@pytest.mark.usefixtures("german")
def test_a_plain_text_is_shown_as_the_catalog_has_it() -> None:
    assert [show_text(text) for text in ("known", "unknown", "")] == ["bekannt", "unknown", ""]


@pytest.mark.usefixtures("german")
def test_survives_a_file_and_another_process() -> None:
    kept = Kept(text="known", notes=(make_text(),))
    read = Kept.model_validate_json(kept.model_dump_json())
    assert read == kept
    assert show_text(read.notes[0]) == show_text(make_text())
    assert show_text(pickle.loads(pickle.dumps(make_text()))) == show_text(make_text())
    assert kept.model_dump() == {"text": "known", "notes": (ENGLISH,)}


@pytest.mark.parametrize(
    "text",
    [
        3,
        ["a"],
        {"forms": ["{x}"], "values": {}},
        {"forms": [], "values": {}},
        {"forms": ["{0}"], "values": {"x": "1"}},
        {"forms": ["{x.__class__}"], "values": {"x": "1"}},
        {"forms": ["{x[0]}"], "values": {"x": "1"}},
        {"forms": ["{x:d}"], "values": {"x": "1"}},
        {"forms": ["{x"], "values": {"x": "1"}},
        {"forms": ["{x}"], "values": {"x": {"y": 1}}},
        {"forms": ["one", "many"], "number": "1", "values": {}},
    ],
)
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(ValidationError, match="expected a"):
        Kept.model_validate_json(json.dumps({"text": text}))

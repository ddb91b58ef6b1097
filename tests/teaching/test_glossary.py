"""The glossary's texts, and every link that leads into it."""

import re

import pytest

from aavae.paths import ROOT
from aavae.teaching.glossary import GLOSSARY, GROUPS
from aavae.teaching.places import PLACES

MARK = re.compile(r"\]\(term:([^)]*)\)")


@pytest.mark.parametrize("name", GLOSSARY)
def test_a_term_is_complete_and_what_it_names_is_there(name: str) -> None:
    term = GLOSSARY[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert term.group in GROUPS
    assert term.places and set(term.places) <= PLACES.keys()
    assert term.see and name not in term.see and set(term.see) <= GLOSSARY.keys()
    assert set(MARK.findall(term.text)) <= GLOSSARY.keys() - {name}
    assert all(source.url.startswith("https://") for source in term.sources if source.url)


@pytest.mark.parametrize("name", GLOSSARY)
def test_one_sentence_is_one_sentence_without_marks(name: str) -> None:
    sentence = GLOSSARY[name].sentence
    assert re.fullmatch(r"[A-Z0-9][^.!?]*\.", re.sub(r"\d\.\d", "0", sentence)), sentence
    assert not re.search(r"[*_`\[\]\"]", sentence)
    assert len(sentence) <= 160


def test_no_two_terms_have_the_same_title_and_each_group_has_some() -> None:
    assert len({term.title for term in GLOSSARY.values()}) == len(GLOSSARY)
    assert {term.group for term in GLOSSARY.values()} == GROUPS.keys()


def test_every_term_that_a_page_marks_exists_and_most_are_marked_somewhere() -> None:
    paths = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "aavae" / "ui").rglob("*.py")]
    marked = {
        name: path
        for path in paths
        if path.name != "explain.py"
        # Texts are split over lines.
        for name in MARK.findall(re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8")))
        if "{" not in name
    }
    assert not marked.keys() - GLOSSARY.keys(), {
        name: marked[name] for name in marked.keys() - GLOSSARY.keys()
    }
    assert len(marked) > len(GLOSSARY) / 2

import pytest

from aavae.teaching.glossary import GLOSSARY
from aavae.teaching.term import Term
from aavae.ui.glossary.explain import explain, leave_unexplained


def test_a_marked_term_is_a_link_with_its_sentence() -> None:
    said = explain("A **[straight line](term:linear-probe)**, and [a page](https://example.org).")
    sentence = GLOSSARY["linear-probe"].sentence
    assert said == (
        f'A **[straight line](glossary?term=linear-probe "{sentence}")**, and [a page](https://example.org).'
    )


def test_a_text_without_marks_stays_as_it_is() -> None:
    text = "No [link](glossary?term=z), and (term:z) alone is none."
    assert explain(text) == text


def test_what_would_end_the_title_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GLOSSARY, "odd", Term("Odd", "models", 'Says "a\\b".', ""))
    assert explain("[odd](term:odd)") == '[odd](glossary?term=odd "Says \\"a\\\\b\\".")'


def test_a_term_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        explain("[gone](term:gone)")


def test_marks_are_left_out_where_no_link_can_be() -> None:
    assert leave_unexplained("A **[straight line](term:linear-probe)** [here](page).") == (
        "A **straight line** [here](page)."
    )

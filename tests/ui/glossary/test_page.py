from aavae.teaching.glossary import GLOSSARY
from aavae.ui.glossary.page import find_terms


def test_finds_all_without_letters_and_none_with_foreign_ones() -> None:
    assert list(find_terms(" ")) == list(GLOSSARY)
    assert not find_terms("xyzzy")


def test_finds_by_title_first_then_by_text_large_or_small() -> None:
    found = find_terms("KL DIV")
    assert found[0] == "kl-divergence"
    assert "posterior" not in found[:1] and len(found) > 1
    assert "effective-rank" in find_terms("rankme")

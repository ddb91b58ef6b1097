"""The loss in symbols and in words, and the model that its switches make."""

import re

import pytest

from aavae.ui.lesson.loss import make_formula, spell_combination


@pytest.mark.parametrize("augment", [False, True])
@pytest.mark.parametrize("sample", [False, True])
@pytest.mark.parametrize("kl", [False, True])
def test_what_is_on_is_lit_and_said(augment: bool, sample: bool, kl: bool) -> None:
    formula = make_formula(augment, sample, kl)
    assert formula.count("lesson-on") == augment + sample + kl
    assert formula.count("lesson-off") == 3 - augment - sample - kl
    (words,) = re.findall(r'<p class="lesson-words">(.*?)</p>', formula)
    assert ("plus a price β" in words) == kl


def test_a_model_is_an_ae_and_its_switches() -> None:
    assert spell_combination(False, False, False) == "AE"
    assert spell_combination(False, True, True) == "AE + Sample + KL term"
    assert spell_combination(True, False, False) == "AE + Augment"

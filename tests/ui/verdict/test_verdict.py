from typing import get_args

from aavae.analysis.diagnostics.verdict import Verdict, VerdictKind
from aavae.ui.verdict.verdict import write_verdict


def test_it_names_the_model_and_the_representation_and_is_a_sentence() -> None:
    text = write_verdict("a_b", "mu", Verdict("learning", "learning", "AUC 0.9"))
    assert r"**a\_b**, mu: learning:" in text
    assert r"AUC 0\.9." in text


def test_every_kind_of_verdict_has_a_mark_of_its_own() -> None:
    kinds: tuple[VerdictKind, ...] = get_args(VerdictKind)
    marks = {write_verdict("a", "h", Verdict(kind, "b", "c")).split(" ")[0] for kind in kinds}
    assert len(marks) == len(kinds)

"""The kinds of pairs in words and colours."""

from typing import TYPE_CHECKING, NamedTuple

from aavae.figures.similarity import DIFFERENT_COLOUR, SAME_CLASS_COLOUR, SAME_COLOUR, PairGroup
from aavae.language import N_, _

if TYPE_CHECKING:
    from aavae.analysis.similarity.pairs import PairKind
    from aavae.evaluation.similarity.pairs import PairSimilarity


class _Words(NamedTuple):
    name: str
    colour: str


WORDS: "dict[PairKind, _Words]" = {
    "same": _Words(N_("same image"), SAME_COLOUR),
    "different": _Words(N_("different images"), DIFFERENT_COLOUR),
    "same_class": _Words(N_("same class"), SAME_CLASS_COLOUR),
    "other_class": _Words(N_("another class"), DIFFERENT_COLOUR),
}


def list_shown(by_class: bool) -> "list[PairKind]":
    """The kinds of pairs that a figure shows, the one that the legend names first at the front."""
    return ["same", "same_class", "other_class"] if by_class else ["same", "different"]


def make_groups(result: "PairSimilarity", by_class: bool) -> list[PairGroup]:
    """The groups of a figure, the one on top last."""
    return [
        PairGroup(kind, _(WORDS[kind].name), WORDS[kind].colour, result.get_values(kind))
        for kind in reversed(list_shown(by_class))
    ]

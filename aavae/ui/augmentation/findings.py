"""What an invariance profile says: which model keeps views of which augmentation nearest, beyond chance."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aavae.formatting import format_list
from aavae.language import _
from aavae.ui.augmentation.words import name_augmentation
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load

if TYPE_CHECKING:
    from aavae.evaluation.augmentation.profile import Profile


class Leader(NamedTuple):
    """The model that keeps views of one augmentation nearest.

    Attributes:
        augmentation: its name.
        title: of the model.
        value: its normalised similarity.
        low: lower end of its 95 % interval.
        high: upper end.
        is_clear: whether it is ahead of each other model by more than chance, in a paired bootstrap.
    """

    augmentation: str
    title: str
    value: float
    low: float
    high: float
    is_clear: bool


def find_leaders(profiles: "Mapping[str, Profile]") -> list[Leader]:
    """For each augmentation the model whose normalised similarity is the highest.

    Args:
        profiles: model title -> its profile; of the same images and views.
    """
    load("results")
    from aavae.evaluation.augmentation.profile import compare_profiles

    names = next(iter(profiles.values())).names
    best = [max(profiles, key=lambda title: profiles[title].normalised[row]) for row in range(len(names))]
    lows = {
        (first, second): compare_profiles(profiles[first], profiles[second]).normalised_lows
        for first in set(best)
        for second in profiles
        if first != second
    }
    return [
        Leader(
            augmentation=name,
            title=title,
            value=float(profiles[title].normalised[row]),
            low=float(profiles[title].normalised_lows[row]),
            high=float(profiles[title].normalised_highs[row]),
            is_clear=all(lows[title, other][row] > 0 for other in profiles if other != title),
        )
        for row, (name, title) in enumerate(zip(names, best, strict=True))
    ]


def write_findings(leaders: Sequence[Leader]) -> str:
    """The leaders as sentences, in Markdown."""
    sentences = []
    clear = [leader for leader in leaders if leader.is_clear]
    for title in dict.fromkeys(leader.title for leader in clear):
        parts = [
            _("{augmentation} ({value:.2f}, {low:.2f} to {high:.2f})").format(
                augmentation=name_augmentation(leader.augmentation),
                value=leader.value,
                low=leader.low,
                high=leader.high,
            )
            for leader in clear
            if leader.title == title
        ]
        sentences.append(
            _("**{title}** ignores most: {augmentations}.").format(
                title=escape(title), augmentations=format_list(parts)
            )
        )
    unclear = [name_augmentation(leader.augmentation) for leader in leaders if not leader.is_clear]
    if unclear:
        sentences.append(
            _("No model is ahead by more than chance: {augmentations}.").format(
                augmentations=format_list(unclear)
            )
        )
    return "  \n".join(sentences)

"""All diagnostics of a subject as rows, one number a row. Listing them imports no torch."""

from collections.abc import Callable, Iterator
from typing import Any

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import Diagnostic, explain_absence
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject

_KEYS = ("representation", "quantity", "at", "value", "low", "high")


def judge(subject: Subject, dataset: Dataset) -> list[Row]:
    """The verdict on each representation of a subject as a row, by the numbers of seed 0.

    z has none of its own: it is mu with noise.

    Returns:
        Rows of the keys that those of `diagnose` have: the quantity is the kind of verdict, the value its
        sentence, without a full stop.
    """
    from aavae.evaluation.diagnostics.verdict import choose_judged, evaluate_verdict

    judged: list[RepresentationName] = [choose_judged(name) for name in subject.representations]
    rows = []
    for name in dict.fromkeys(judged):
        verdict = evaluate_verdict(subject, dataset, representation=name)
        values = (name, verdict.kind, None, verdict.sentence, None, None)
        rows.append({"run": subject.name, "diagnostic": "verdict", **dict(zip(_KEYS, values, strict=True))})
    return rows


def diagnose(
    subject: Subject, dataset: Dataset, diagnostic: Diagnostic, *, seed: int = 0, details: bool = True
) -> list[Row]:
    """One diagnostic of a subject as rows; none where it cannot have it.

    Args:
        subject: what to look at.
        dataset: on which images.
        diagnostic: which one.
        seed: decides views (invariance and style).
        details: whether to list the numbers of every latent and every singular value.

    Returns:
        Rows of the same keys: run, diagnostic, representation (empty: of no one representation), quantity, at
        (the layer, the number of labels, the index of the latent, ...), value, and low and high where there
        is an interval.
    """
    if explain_absence(subject, diagnostic) is not None:
        return []
    return [
        {"run": subject.name, "diagnostic": diagnostic, **dict(zip(_KEYS, values, strict=True))}
        for values in _LISTS[diagnostic](subject, dataset, seed, details)
    ]


Values = tuple[str, str, str | int | None, float | int, float | None, float | None]


def _list_latents(subject: Subject, dataset: Dataset, seed: int, details: bool) -> Iterator[Values]:
    from aavae.evaluation.diagnostics.latents import evaluate_latents

    statistics = evaluate_latents(subject, dataset)
    for quantity in ("num_active", "num_informative", "kl_total"):
        yield "", quantity, None, getattr(statistics, quantity), None, None
    if details:
        for quantity, values in statistics._asdict().items():
            yield from _list_indexed("", quantity, values)


def _list_spectrum(subject: Subject, dataset: Dataset, seed: int, details: bool) -> Iterator[Values]:
    from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum

    for name in subject.representations:
        spectrum = evaluate_spectrum(subject, dataset, representation=name)
        yield name, "rank_me", None, spectrum.rank_me, None, None
        if details:
            yield from _list_indexed(name, "singular_value", spectrum.singular_values)


def _list_layers(subject: Subject, dataset: Dataset, seed: int, details: bool) -> Iterator[Values]:
    from aavae.evaluation.probes.layers import evaluate_layers

    probes = evaluate_layers(subject, dataset)
    columns = (probes.accuracies.tolist(), probes.lows.tolist(), probes.highs.tolist())
    for name, accuracy, low, high in zip(probes.names, *columns, strict=True):
        yield "", "accuracy", name, accuracy, low, high


def _list_labels(subject: Subject, dataset: Dataset, seed: int, details: bool) -> Iterator[Values]:
    from aavae.evaluation.probes.label_curve import evaluate_label_curve

    for count, accuracy, low, high in zip(
        *(column.tolist() for column in evaluate_label_curve(subject, dataset)), strict=True
    ):
        yield "h", "accuracy", count, accuracy, low, high


def _list_invariance(subject: Subject, dataset: Dataset, seed: int, details: bool) -> Iterator[Values]:
    from aavae.evaluation.diagnostics.invariance import evaluate_invariance

    for representation in subject.representations:
        invariance = evaluate_invariance(subject, dataset, representation=representation, seed=seed)
        for name, value in zip(invariance.names, invariance.values.tolist(), strict=True):
            yield representation, "invariance", name, value, None, None


def _list_style(subject: Subject, dataset: Dataset, seed: int, details: bool) -> Iterator[Values]:
    from aavae.evaluation.diagnostics.style import evaluate_style

    for representation in subject.representations:
        style = evaluate_style(subject, dataset, representation=representation, seed=seed)
        for name, r2 in zip(style.names, style.r2.tolist(), strict=True):
            yield representation, "r2", name, r2, None, None


def _list_indexed(representation: str, quantity: str, values: Any) -> Iterator[Values]:
    for index, value in enumerate(values.tolist()):
        yield representation, quantity, index, value, None, None


_LISTS: dict[Diagnostic, Callable[[Subject, Dataset, int, bool], Iterator[Values]]] = {
    "latents": _list_latents,
    "spectrum": _list_spectrum,
    "layers": _list_layers,
    "labels": _list_labels,
    "invariance": _list_invariance,
    "style": _list_style,
}

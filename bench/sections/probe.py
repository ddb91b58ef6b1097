"""The linear probe beside scikit-learn's LogisticRegression."""

import statistics
from collections.abc import Iterator

from bench.linear_probe import PENALTIES, Fit, Problem, compare, draw_problem
from bench.sections.record import Comparison, Side


def measure(is_tiny: bool) -> Iterator[Comparison]:
    """Seconds, and the accuracies."""
    num_encoded, num_drawn, rounds = (500, 1_000, 2) if is_tiny else (10_000, 20_000, 3)
    penalties = PENALTIES[1:3] if is_tiny else PENALTIES[1:5]
    encoded = encode_problem(num_encoded)
    yield _compare(f"{num_encoded:,} images' h by the shipped AAVAE", encoded, penalties, rounds)
    drawn = draw_problem(num_drawn, num_drawn // 2)
    yield _compare(
        f"{num_drawn:,} x 512 drawn features", drawn, penalties, rounds - 1 if rounds > 2 else rounds
    )


def encode_problem(count: int) -> Problem:
    """Images of both splits of the bundled sample, evenly spaced, as the shipped AAVAE sees them: its h."""
    from aavae.data.store import load_dataset
    from aavae.evaluation.models import get_model
    from aavae.evaluation.subject import find_subject
    from aavae.representations import compute_representations

    dataset, model = load_dataset("bundled"), get_model(find_subject("aavae"))
    arrays = []
    for part in (dataset.train, dataset.test):
        # They lie class by class.
        step = len(part) // count
        arrays += [compute_representations(model, part.images[::step]).h, part.labels[::step]]
    return Problem(*arrays)


def _compare(what: str, problem: Problem, penalties: tuple[float, ...], rounds: int) -> Comparison:
    fits = [compare(problem, penalties) for _ in range(rounds)]
    ours = [our for our, _ in fits]
    best = [max(theirs) for _, theirs in fits]
    searches = [sum(fit.seconds for fit in theirs) for _, theirs in fits]
    accuracy = _find_accuracy(best)
    return Comparison(
        what=f"{what}, the penalty searched",
        unit="s",
        quality="accuracy",
        ours=Side(name="ours", values=[fit.seconds for fit in ours], quality=_find_accuracy(ours)),
        theirs=[
            Side(
                name="scikit-learn, one fit with the C that is best on the test set",
                values=[fit.seconds for fit in best],
                quality=accuracy,
            ),
            Side(name=f"scikit-learn, fits with {len(penalties)} C", values=searches, quality=accuracy),
        ],
    )


def _find_accuracy(fits: list[Fit]) -> float:
    return statistics.median(fit.accuracy for fit in fits)

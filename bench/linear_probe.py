"""Our linear probe beside scikit-learn's LogisticRegression: accuracy and seconds, in one run.

python -m bench.linear_probe [FILE.npz] [--num-train N] [--penalties P...]

FILE.npz is what `python -m aavae represent RUN --out FILE.npz` writes (keys h_train, y_train, h_test,
y_test); without it, synthetic features of the same kind: 50,000 x 512, ten classes, strongly correlated.

Each side gets the raw features, standardises them itself, and uses all threads that the machine gives it.
Our time covers everything, the search for the penalty on validation images included. scikit-learn is timed
for every value of C separately, and the verdict is against its single best fit, its C chosen on the *test*
set: as if somebody had told it the best C beforehand.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from aavae.analysis.probes.linear_probe import compute_linear_probe

PENALTIES = (3000.0, 300.0, 100.0, 30.0, 10.0, 1.0)
"""Values of 1 / C that scikit-learn tries by default."""


class Problem(NamedTuple):
    """The first four arguments of the probe."""

    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


class Fit(NamedTuple):
    """What one side made of a problem.

    Attributes:
        accuracy: part of the test set that is right, in [0, 1].
        seconds: that it took.
        penalty: of the classifier.
        num_penalties: how many were tried within that time.
        interval: of the accuracy, 95 %; ours alone says one.
    """

    accuracy: float
    seconds: float
    penalty: float
    num_penalties: int = 1
    interval: tuple[float, float] | None = None


def load_problem(path: Path) -> Problem:
    """Read the features `h` of a file that `represent` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return Problem(*(arrays[key] for key in ("h_train", "y_train", "h_test", "y_test")))


def draw_problem(num_train: int = 50_000, num_test: int = 10_000, d: int = 512) -> Problem:
    """Draw features like a trained encoder's: rectified, with a spectrum that falls like 1 / rank.

    Ten Gaussian classes with means so close that about 55 % can be told apart.
    """
    generator = np.random.default_rng(0)
    num_samples = num_train + num_test
    labels = generator.integers(0, 10, num_samples)
    hidden = generator.standard_normal((num_samples, d), dtype=np.float32)
    hidden += generator.normal(scale=0.095, size=(10, d)).astype(np.float32)[labels]
    spectrum = np.arange(1, d + 1, dtype=np.float32) ** -0.5
    mixing = np.linalg.qr(generator.normal(size=(d, d)))[0].astype(np.float32)
    features = np.maximum((hidden * spectrum) @ mixing + 0.05, 0)
    return Problem(features[:num_train], labels[:num_train], features[num_train:], labels[num_train:])


def fit_ours(problem: Problem) -> Fit:
    """Ours, the search for the penalty included."""
    num_classes = int(max(problem.train_labels.max(), problem.test_labels.max())) + 1
    probe = compute_linear_probe(*problem, num_classes=num_classes)
    return Fit(probe.accuracy, probe.seconds, probe.penalty, len(probe.penalties), probe.interval)


def fit_scikit_learn(problem: Problem, penalty: float) -> Fit:
    """scikit-learn's with one penalty: standardising and fitting."""
    started = time.perf_counter()
    scaler = StandardScaler().fit(problem.train)
    model = LogisticRegression(C=1 / penalty, max_iter=10_000)
    model.fit(scaler.transform(problem.train), problem.train_labels)
    seconds = time.perf_counter() - started
    return Fit(float(model.score(scaler.transform(problem.test), problem.test_labels)), seconds, penalty)


def compare(problem: Problem, penalties: Sequence[float]) -> tuple[Fit, list[Fit]]:
    """Run both sides, scikit-learn's once for each penalty, and print a table."""
    num_train, d = problem.train.shape
    print(f"{num_train:,} x {d} training features, {len(problem.test):,} for the test")
    ours = fit_ours(problem)
    assert ours.interval is not None
    low, high = ours.interval
    print(
        f"ours          penalty {ours.penalty:8g}  accuracy {ours.accuracy:.4f} ({low:.4f} to {high:.4f})  "
        f"{ours.seconds:7.2f} s, {ours.num_penalties} penalties tried"
    )
    fits = []
    for penalty in penalties:
        fit = fit_scikit_learn(problem, penalty)
        fits.append(fit)
        print(
            f"scikit-learn  penalty {penalty:8g}  accuracy {fit.accuracy:.4f}  {fit.seconds:7.2f} s",
            flush=True,
        )
    best, total = max(fits), sum(fit.seconds for fit in fits)
    print(
        f"accuracy: ours minus scikit-learn's best {100 * (ours.accuracy - best.accuracy):+.2f} points\n"
        f"speed: {best.seconds / ours.seconds:.1f} times scikit-learn's best single fit, "
        f"{total / ours.seconds:.1f} times its search over {len(fits)} values of C",
        flush=True,
    )
    return ours, fits


def main() -> None:
    """Parse the command line and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, nargs="?", help="features of a run; otherwise synthetic ones")
    parser.add_argument("--num-train", type=int, help="use only the first N training images")
    parser.add_argument("--penalties", type=float, nargs="+", default=PENALTIES, help="1 / C to try")
    arguments = parser.parse_args()
    problem = load_problem(arguments.file) if arguments.file else draw_problem()
    kept = slice(arguments.num_train)
    compare(
        problem._replace(train=problem.train[kept], train_labels=problem.train_labels[kept]),
        arguments.penalties,
    )


if __name__ == "__main__":
    main()

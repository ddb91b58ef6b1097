"""The true answers to the lesson's questions, and what is shown beside them, read from what ships.

Nothing here imports torch. The accuracies are of the complete CIFAR-10 (`checkpoints/*/results.json`), the
latents and the switches of the studies' shorter runs, the confusions of the sample that ships.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from aavae.data.bundled import NAME
from aavae.data.store import load_dataset
from aavae.errors import UserError
from aavae.evaluation.results import Row, find_row, read_published
from aavae.evaluation.subject import find_subject
from aavae.language import _
from aavae.studies.effects import Effect, compute_effects
from aavae.studies.table import StudyRow, StudyTable, load_table
from aavae.teaching.question import Answer
from aavae.teaching.questions import (
    CONFUSED,
    LATENTS_AT_BETA_10,
    PAIRS,
    PROBE_OF_AE,
    SIMCLR,
    SWITCH,
    WALL,
    WALLS,
)

CONFUSED_CLASS = "cat"
"""The class whose confusions are guessed."""
_HIGH_BETA = 10.0


class Accuracy(NamedTuple):
    """How many images of 100 a linear probe of h names right.

    Attributes:
        percent: of 10,000 test images, in [0, 100].
        low: end of the 95 % interval over test images, in percent.
        high: the other end.
    """

    percent: float
    low: float
    high: float


def read_accuracy(name: str) -> Accuracy:
    """The linear probe on h of a shipped model or a baseline, trained on the complete CIFAR-10.

    Args:
        name: of the model, like "aavae", or "pixels".

    Raises:
        UserError: no results of it are here.
    """
    row = _read_row(name, "linear_probe", "h")
    low, high = row["interval"]
    return Accuracy(100 * row["accuracy"], 100 * low, 100 * high)


def read_auc(name: str) -> float:
    """How often two augmented views of one image are more alike (cosine, on mu) than views of two; in [0, 1].

    Raises:
        UserError: no results of the model are here.
    """
    return _read_row(name, "similarity", "mu")["auc"]


def _read_row(name: str, kind: str, representation: str) -> Row:
    results = read_published(find_subject(name))
    row = None if results is None else find_row(results[kind], representation)
    if row is None:
        raise UserError(_missing())
    return row


def read_informative_latents() -> dict[float, int]:
    """Weight of the KL term -> how many of the VAE's 128 latents vary more than their noise, ascending.

    Raises:
        UserError: the study's table is not here.
    """
    by_beta = _read_vaes_by_beta()
    return {beta: row.informative for beta, row in by_beta.items() if row.informative is not None}


def read_accuracies_by_beta() -> dict[float, float]:
    """Weight of the KL term -> how many images of 100 a probe of the VAE's h names right, in [0, 100].

    Of the same models as `read_informative_latents`.

    Raises:
        UserError: the study's table is not here.
    """
    return {beta: 100 * row.probe["h"] for beta, row in _read_vaes_by_beta().items()}


def _read_vaes_by_beta() -> dict[float, StudyRow]:
    """Weight of the KL term, ascending -> the beta study's VAE; the first seed's."""
    rows = [row for row in _read_table("beta").rows if row.method == "vae" and row.seed == 0]
    return dict(sorted((float(row.settings["beta"]), row) for row in rows))


def read_switch_effects() -> dict[str, Effect]:
    """Option of the question about the switches -> what it does to the linear probe's accuracy.

    The KL term's is that of dropping it.

    Raises:
        UserError: the study's table is not here.
    """
    effects = {effect.switches: effect for effect in compute_effects(_read_table("ablation").rows)}
    try:
        augment, sample, kl = (effects[(name,)] for name in ("augment", "sample", "kl"))
    except KeyError as error:
        raise UserError(_missing()) from error
    interval = None if kl.interval is None else (-kl.interval[1], -kl.interval[0])
    return {"augment": augment, "sample": sample, "kl": kl._replace(mean=-kl.mean, interval=interval)}


def read_combination(augment: bool, sample: bool, kl: bool) -> StudyRow:
    """The ablation's row with these switches; the first seed's, whose model ships.

    Raises:
        UserError: the study's table is not here, or has no such row.
    """
    wanted = {"augment": augment, "sample": sample, "kl": kl}
    for row in _read_table("ablation").rows:
        if row.seed == 0 and {name: bool(row.settings[name]) for name in wanted} == wanted:
            return row
    raise UserError(_missing())


def count_passes(row: StudyRow) -> tuple[int, int]:
    """How often a study's model saw each training image, and how often the shipped model of its method did.

    Raises:
        UserError: no such model is here.
    """
    run = find_subject(row.method).run
    if run is None:
        raise UserError(_missing())
    return row.num_epochs, run.config.num_epochs


def _read_table(study: str) -> StudyTable:
    table = load_table(study)
    if table is None:
        raise UserError(_missing())
    return table


def read_confusions() -> dict[str, float]:
    """Class -> how often the AAVAE's probe says it of a cat, as a part of all cats, most often first.

    The probe is trained on all labels of the sample that ships, and tried on 10,000 test images.
    """
    from aavae.evaluation.probes.linear_probe import evaluate_linear_probe

    dataset = load_dataset(NAME)
    names = dataset.test.class_names
    probe = evaluate_linear_probe(
        find_subject("aavae"), dataset, representation="h", num_labels=dataset.train.num_labelled
    )
    counts = probe.confusion[names.index(CONFUSED_CLASS)]
    shares = {name: float(count / counts.sum()) for name, count in zip(names, counts, strict=True)}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def find_truth(name: str) -> Answer:
    """The true answer to a question.

    Args:
        name: of the question.

    Returns:
        A whole number, or the name of an option.

    Raises:
        UserError: the results that it is read from are not here.
    """
    return _TRUTHS[name]()


def _find_strongest_switch() -> str:
    effects = read_switch_effects()
    return max(effects, key=lambda name: effects[name].mean)


def _find_wall() -> str:
    return next(letter for letter, method in WALLS.items() if method == "aavae")


def _find_confused() -> str:
    return next(name for name in read_confusions() if name != CONFUSED_CLASS)


_TRUTHS: Mapping[str, Callable[[], Answer]] = {
    PROBE_OF_AE.name: lambda: round(read_accuracy("ae").percent),
    LATENTS_AT_BETA_10.name: lambda: read_informative_latents()[_HIGH_BETA],
    SWITCH.name: _find_strongest_switch,
    WALL.name: _find_wall,
    PAIRS.name: lambda: round(100 * read_auc("aavae")),
    CONFUSED.name: _find_confused,
    SIMCLR.name: lambda: round(read_accuracy("simclr").percent),
}


def _missing() -> str:
    return _(
        "The results of the shipped models are not here: restore the folder checkpoints/ from the product."
    )

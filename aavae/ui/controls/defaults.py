"""The models that a page shows until the visitor, or a link, names others.

On images that the shipped models were not trained on, one's own finished models of these images come first:
the shipped ones are transfer there. They stand in where a method has no model of one's own.
"""

from collections.abc import Mapping

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import BASELINES, Subject
from aavae.evaluation.transfer import is_of_set
from aavae.methods import METHODS
from aavae.runs.registry import NO_RUN

_PREFERRED = ("aavae", "vae")
"""The methods of a pair, where there are models of both."""


def choose_default_models(subjects: Mapping[str, Subject], dataset: Dataset) -> list[str]:
    """The names of the models that a page of any number of models shows at first, in their order.

    Args:
        subjects: at least one that can be chosen, by name: shipped models, one's own (newest first), and
            baselines.
        dataset: the images.

    Returns:
        The newest of one's own for each method, the shipped ones of the other methods, the baselines; the
        first of the subjects where there is none of them.
    """
    own = _find_own(subjects, dataset)
    shipped = _list_shipped(subjects)
    default = [own[method] for method in METHODS if method in own]
    default += [name for name in shipped if subjects[name].method not in own]
    default += [name for name, subject in subjects.items() if subject.name in BASELINES]
    return default or list(subjects)[:1]


def choose_default_pair(subjects: Mapping[str, Subject], dataset: Dataset) -> tuple[str, str]:
    """The names of the two models that a page of two shows at first: an AAVAE and a VAE where it can.

    Args:
        subjects: at least one that can be chosen, by name, none of them a baseline.
        dataset: the images.

    Returns:
        The model, and the one beside it, or `NO_RUN` where there is one model in all.
    """
    names = list(subjects)
    if len(names) == 1:
        return names[0], NO_RUN
    own = _find_own(subjects, dataset)
    if not own:
        first, second = (name if name in names else names[0] for name in _PREFERRED)
        return first, second
    methods = [*_PREFERRED, *METHODS]
    shipped = {subjects[name].method: name for name in _list_shipped(subjects)}
    ranked = [own[method] for method in methods if method in own]
    ranked += [shipped[method] for method in methods if method in shipped and method not in own]
    first, second, *_ = dict.fromkeys([*ranked, *names])
    return first, second


def _find_own(subjects: Mapping[str, Subject], dataset: Dataset) -> dict[str, str]:
    """Method -> name of one's newest finished model of these images; none where shipped ones are of them."""
    if any(is_of_set(subjects[name], dataset.name) for name in _list_shipped(subjects)):
        return {}
    own: dict[str, str] = {}
    for name, subject in subjects.items():
        run = subject.run
        if run is None or run.shipped or not is_of_set(subject, dataset.name):
            continue
        if subject.method not in own and run.status.state == "finished":
            own[subject.method] = name
    return own


def _list_shipped(subjects: Mapping[str, Subject]) -> list[str]:
    """The shipped models but those of studies."""
    return [
        name
        for name, subject in subjects.items()
        if subject.run is not None and subject.run.shipped and not subject.run.is_of_study
    ]

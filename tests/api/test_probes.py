import json
import math
from typing import Any

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.api.model import load
from aavae.api.probes import knn_probe, linear_probe
from aavae.data.image_set import Dataset, ImageSet
from aavae.errors import UserError
from aavae.paths import cache_dir
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main([*arguments, "--data", "tiny", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    return row


@pytest.mark.parametrize("representation", ["h", "mu"])
def test_a_linear_probe_has_the_numbers_of_the_command(
    representation: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("mine")
    found = linear_probe("mine", "tiny", representation)  # pyright: ignore[reportArgumentType]
    monkeypatch.setenv("AAVAE_CACHE", f"{cache_dir()}-other")  # the command computes it itself
    row = run_command(capsys, "probe", "mine", "--representation", representation)
    assert [found.accuracy, list(found.interval)] == [row["accuracy"], row["interval"]]
    assert (found.num_train, found.num_test) == (row["num_train"], row["num_test"]) == (320, 100)
    assert (found.model.name, found.images, found.representation, found.kind) == (
        "mine",
        "tiny",
        representation,
        "linear",
    )


def test_a_linear_probe_of_few_labels_has_the_numbers_of_the_command(
    capsys: pytest.CaptureFixture[str], tiny_dataset: Dataset
) -> None:
    found = linear_probe(load("pixels"), tiny_dataset, num_labels=40, seed=3)
    row = run_command(capsys, "probe", "pixels", "--labels", "40", "--seed", "3")
    assert (found.accuracy, found.num_train) == (row["accuracy"], row["num_train"])
    assert found.num_train == 40


def test_a_knn_probe_has_the_numbers_of_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("mine")
    found = knn_probe("mine", "tiny", "mu", k=7)
    monkeypatch.setenv("AAVAE_CACHE", f"{cache_dir()}-other")
    row = run_command(capsys, "knn", "mine", "--representation", "mu", "--k", "7")
    assert [found.accuracy, list(found.interval)] == [row["accuracy"], row["interval"]]
    assert found.kind == "knn"


def test_what_was_computed_is_kept_as_the_command_keeps_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("mine")
    run_command(capsys, "probe", "mine")
    kept = sorted(path.name for path in cache_dir().iterdir())
    assert any(name.startswith("linear-probe-") for name in kept)

    def fail(*arguments: object, **options: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("aavae.evaluation.probes.linear_probe.compute_linear_probe", fail)
    linear_probe("mine", "tiny")
    assert sorted(path.name for path in cache_dir().iterdir()) == kept


def test_accuracies_are_also_by_class_and_all_that_was_found_is_there(tiny_dataset: Dataset) -> None:
    found = linear_probe("pixels", tiny_dataset)
    assert list(found.per_class) == list(tiny_dataset.test.class_names)
    assert math.isclose(np.mean(list(found.per_class.values())), found.accuracy)
    assert found.found.predictions.shape == (100,)
    assert "per_class" not in repr(found)
    assert "<model 'pixels'" in repr(found)


def test_wrong_arguments_are_sentences(tiny_dataset: Dataset) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("give one of 'h', 'mu', 'z', not 'latent'", {"representation": "latent"}),
        ("num_labels: give a whole number of 1 or more, not 0", {"num_labels": 0}),
        ("seed: give a whole number", {"seed": 0.5}),
        ("'pixels' has no mu", {"representation": "mu"}),
        ("there is no image set 'nothing'", {"images": "nothing"}),
        ("There is no run 'nothing'", {"model": "nothing"}),
    ]
    for message, arguments in wrong:
        with pytest.raises(UserError, match=message):
            linear_probe(**{"model": "pixels", "images": tiny_dataset, **arguments})
    with pytest.raises(UserError, match="k: give a whole number of 1 or more, not 0"):
        knn_probe("pixels", tiny_dataset, k=0)


def test_images_that_do_not_fit_are_a_sentence() -> None:
    def halve(image_set: ImageSet) -> ImageSet:
        return ImageSet(image_set.images[..., ::2, ::2].copy(), image_set.labels, image_set.class_names)

    from aavae.api.images import load_images

    part = load_images("tiny")
    small = Dataset("small", "small", halve(part.train), halve(part.test), "0" * 64)
    with pytest.raises(UserError, match="'aavae' was trained at 32x32 pixels, and the images of 'small'"):
        linear_probe("aavae", small)

from typing import Any

import pytest

from aavae.config import AugmentConfig, OptimConfig, RunConfig
from aavae.data.store import list_datasets
from aavae.errors import UserError
from aavae.foreign.reference_labels import (
    SETS,
    describe_settings,
    find_method,
    find_set,
    read_labels,
)
from aavae.importing.known import KNOWN_SETS
from tests.foreign.reference_file import LABELS


def test_labels_are_plain_values_without_private_folders() -> None:
    strange = {"a": [1], "b": float("inf"), 3: 1, "c": 2**60, "d": None, "x" * 300: 1, "data_path": "/home"}
    assert read_labels({"e": "y" * 300, **strange}) == {"e": "y" * 200, "d": None}
    assert read_labels(LABELS)["denoising"] is True
    assert read_labels(None) == read_labels([1]) == {}
    assert len(read_labels({str(number): 1 for number in range(10_000)})) == 200


def test_the_sets_have_the_names_that_they_have_here() -> None:
    assert set(SETS) <= {*KNOWN_SETS, *list_datasets(), "cifar10"}


@pytest.mark.parametrize(
    ("labels", "stem", "name"),
    [
        (LABELS, 3, "cifar10"),
        ({"dataset": "stl10", "input_height": 96}, 7, "stl10"),
        ({"dataset": "stl10"}, 7, "stl10"),
        ({"input_height": 96, "remove_first_maxpool": True}, 7, "stl10"),
        ({}, 3, "cifar10"),
    ],
)
def test_the_stem_decides_and_labels_tell_what_it_leaves_open(
    labels: dict[str, Any], stem: int, name: str
) -> None:
    assert find_set(labels, stem) == name


@pytest.mark.parametrize(
    ("labels", "stem", "message"),
    [
        ({"dataset": "imagenet"}, 7, "for ImageNet: it keeps the max-pool"),
        ({"input_height": 224}, 7, "for ImageNet"),
        ({"dataset": "stl10", "remove_first_maxpool": False}, 7, "for ImageNet"),
        ({}, 7, "as well as of ImageNet"),
        (
            LABELS,
            7,
            "trained on 'cifar10' at 32 pixels, and its first convolution is 7x7: known are CIFAR-10",
        ),
        ({"dataset": "stl10", "input_height": 64}, 7, "at 64 pixels"),
        ({"dataset": "galaxies"}, 3, "trained on 'galaxies', and its first"),
        ({"input_height": 64}, 3, "trained at 64 pixels, and its first"),
    ],
)
def test_other_images_are_refused(labels: dict[str, Any], stem: int, message: str) -> None:
    with pytest.raises(UserError, match=message):
        find_set(labels, stem)


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"kl_coeff": 0.0},
        {"denoising": True},
        {"kl_coeff": "0", "denoising": True},
        {"kl_coeff": -1, "denoising": True},
    ],
)
def test_a_model_that_does_not_say_how_it_was_trained_is_refused(labels: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="does not say whether it is a VAE or an AAVAE"):
        find_method(labels, is_variational=True)


def test_the_reference_s_ae_never_denoises() -> None:
    assert find_method({}, is_variational=False).method == "ae"
    method, beta, words = find_method({"denoising": True}, is_variational=False)
    assert (method, beta) == ("ae", None)
    assert "not their originals" in words


def test_settings_are_those_that_the_labels_speak_of() -> None:
    labels = {**LABELS, "gpus": 2, "gaussian_blur": True, "jitter_strength": 1.0}
    config = RunConfig(**describe_settings(labels, 3_200))
    assert config == RunConfig(
        num_epochs=3_200,
        batch_size=512,
        seed=42,
        recalibrate=False,
        augment=AugmentConfig(jitter_strength=1, blur_probability=0.5),
        optim=OptimConfig(
            optimizer="adamw", learning_rate=2.5e-4, weight_decay=0, schedule="constant", warmup_epochs=10
        ),
    )


@pytest.mark.parametrize("value", [None, -1, "many", True, 1e99, [], 2**40])
def test_labels_that_no_run_has_leave_the_defaults(value: object) -> None:
    names = (
        "gpus",
        "batch_size",
        "seed",
        "jitter_strength",
        "learning_rate",
        "weight_decay",
        "warmup_epochs",
    )
    config = RunConfig(**describe_settings(dict.fromkeys(names, value), value))  # pyright: ignore[reportArgumentType]
    assert (config.seed, config.batch_size, config.num_epochs) == (0, 256, 0)

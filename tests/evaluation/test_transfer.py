import dataclasses

import numpy as np
import pytest

from aavae.config import ModelConfig, RunConfig
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.errors import UserError
from aavae.evaluation.subject import Subject, find_subject
from aavae.evaluation.transfer import check_fits, describe_transfer, explain_misfit, is_of_set
from aavae.runs.registry import create_run


def make_subject(name: str, data: str, size: int = 32) -> Subject:
    create_run(name, RunConfig(data=data, model=ModelConfig(image_size=size)))
    return find_subject(name)


def make_dataset(name: str, size: int = 32) -> Dataset:
    images = ImageSet(np.zeros((2, 3, size, size), np.uint8), np.zeros(2, np.int64), ("only",))
    return Dataset(name, name, images, images, compute_digest(images, images))


def test_images_of_another_size_are_refused_in_a_sentence_that_says_what_to_choose() -> None:
    subject, dataset = make_subject("mine", "pets", 96), make_dataset("birds", 64)
    expected = (
        "'mine' was trained at 96x96 pixels, and the images of 'birds' have 64x64: choose 'pets', or a model "
        "that was trained at their size."
    )
    assert explain_misfit(subject, dataset) == expected
    with pytest.raises(UserError, match="'mine' was trained at 96x96"):
        check_fits([find_subject("pixels"), subject], dataset)


def test_a_model_of_cifar10_can_also_see_the_sample_that_is_always_here() -> None:
    for data in ("cifar10", "bundled"):
        reason = explain_misfit(make_subject(f"on-{data}", data), make_dataset("birds", 64))
        assert reason is not None and "choose 'cifar10' or 'bundled', or a model" in reason


def test_what_has_the_size_fits_and_baselines_always_do() -> None:
    subject = make_subject("mine", "pets", 64)
    check_fits([subject, find_subject("pixels"), find_subject("untrained")], make_dataset("birds", 64))
    assert explain_misfit(find_subject("untrained"), make_dataset("birds", 96)) is None


def test_other_images_of_the_size_are_transfer_and_each_set_has_a_sentence() -> None:
    subjects = [make_subject(name, data) for name, data in (("a", "pets"), ("b", "birds"), ("c", "pets"))]
    subjects += [make_subject("d", "here"), find_subject("pixels")]
    assert describe_transfer(subjects, make_dataset("here")) == [
        "a (yours), c (yours): trained on pets, shown here on here: that is transfer.",
        "b (yours): trained on birds, shown here on here: that is transfer.",
    ]


def test_the_bundled_sample_is_cifar10() -> None:
    subject = make_subject("mine", "cifar10")
    assert describe_transfer([subject], make_dataset("bundled")) == []
    on_bundled = dataclasses.replace(make_dataset("bundled"), name="cifar10")
    assert describe_transfer([make_subject("small", "bundled")], on_bundled) == []
    assert len(describe_transfer([subject], make_dataset("pets"))) == 1


def test_a_model_is_of_the_set_that_it_was_trained_on_and_a_baseline_of_none() -> None:
    mine, sample = make_subject("mine", "pets"), make_subject("sample", "bundled")
    assert is_of_set(mine, "pets") and not is_of_set(mine, "birds")
    assert is_of_set(sample, "bundled") and is_of_set(sample, "cifar10") and not is_of_set(sample, "pets")
    assert not is_of_set(find_subject("pixels"), "pets")

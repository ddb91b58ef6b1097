from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.ui.controls.cache import load_dataset


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path))
    return tmp_path


def test_a_set_is_loaded_once_until_its_images_or_its_folds_are_others(
    micro_dataset: Dataset, data: Path
) -> None:
    write_set(data, replace(micro_dataset, digest="a" * 64), "drawn")
    first = load_dataset("tiny")
    assert load_dataset("tiny") is first and first.folds is None
    folds = np.array([[0, 1], [2, 3]])
    write_set(data, replace(micro_dataset, digest="a" * 64, folds=folds), "drawn")
    second = load_dataset("tiny")
    assert load_dataset("tiny") is second
    np.testing.assert_array_equal(second.folds, folds)
    assert second.digest == first.digest
    write_set(data, replace(micro_dataset, digest="a" * 64, folds=folds + 1), "drawn")
    np.testing.assert_array_equal(load_dataset("tiny").folds, folds + 1)
    write_set(data, replace(micro_dataset, digest="b" * 64), "drawn")
    assert load_dataset("tiny").digest == "b" * 64


def test_a_set_that_is_gone_is_a_sentence() -> None:
    with pytest.raises(UserError, match="'gone' is not here any more"):
        load_dataset("gone")

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from aavae.errors import UserError
from aavae.foreign.external import BroughtFile, External, VectorsConfig
from aavae.foreign.vectors import read_vectors, write_vectors


def make_external(path: Path, *splits: str) -> External:
    config = VectorsConfig(
        file=BroughtFile(name="a.npz", sha256="0"),
        data="tiny",
        data_digest="0",
        width=3,
        splits=splits,  # pyright: ignore[reportArgumentType]
        values_sha256=path.name,
    )
    return External("dino", config, path)


def test_what_is_written_is_safetensors_that_others_may_read(tmp_path: Path) -> None:
    external = make_external(tmp_path, "train", "test")
    splits = {"train": np.arange(6, dtype=np.float32).reshape(2, 3), "test": np.ones((1, 3), np.float32)}
    write_vectors(splits, external)
    found = load_file(external.vectors)
    assert {name: array.dtype for name, array in found.items()} == {
        "h_train": np.float32,
        "h_test": np.float32,
    }
    for split, array in splits.items():
        np.testing.assert_array_equal(found[f"h_{split}"], array)
        np.testing.assert_array_equal(read_vectors(external, split), array)
    (tmp_path / "plain").touch()
    assert external.vectors.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_split_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="'dino' has no vectors of the training images, which this needs"):
        read_vectors(make_external(tmp_path, "test"), "train")


@pytest.mark.parametrize("content", [None, b"", b"no safetensors"])
def test_a_damaged_file_is_said_to_be(content: bytes | None, tmp_path: Path) -> None:
    external = make_external(tmp_path, "test")
    if content is not None:
        external.vectors.write_bytes(content)
    with pytest.raises(UserError, match="cannot be read: delete them, and import them again"):
        read_vectors(external, "test")

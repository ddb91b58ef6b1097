from pathlib import Path

import numpy as np
import pytest

from aavae.packed import pack, prefer_packed, unpack


@pytest.mark.parametrize("data", [b"", b"weights", bytes(100_000)])
def test_what_was_packed_comes_back(data: bytes) -> None:
    assert unpack(pack(data)) == data


def test_few_levels_take_few_bits() -> None:
    levels = np.random.default_rng(0).normal(0, 4, 100_000).round().astype(np.int8)
    assert len(pack(levels.tobytes())) < 0.55 * levels.size


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"x" + data, lambda data: data[:40]])
def test_damaged_data_are_an_os_error(damage) -> None:  # noqa: ANN001
    with pytest.raises(OSError):
        unpack(damage(pack(b"weights" * 50)))


def test_a_compressed_file_goes_before_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    assert prefer_packed(path) == path
    path.touch()
    assert prefer_packed(path) == path
    (tmp_path / "model.safetensors.gz").touch()
    assert prefer_packed(path).name == "model.safetensors.gz"

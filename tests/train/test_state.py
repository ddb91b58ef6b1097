import os
import resource
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from aavae.errors import UserError
from aavae.train.state import load_state, load_weights, save_state, save_weights

STATE = {"model": {"weight": torch.arange(3.0)}, "epoch": 2, "sums": {"loss": 0.1}, "precision": "32-true"}


class MakesDirectory:
    """Unpickling it makes a directory."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    save_state(STATE, tmp_path / "state.pt")
    loaded = load_state(tmp_path / "state.pt")
    assert torch.equal(loaded["model"].pop("weight"), torch.arange(3.0))
    assert loaded == {**STATE, "model": {}}


def test_a_malicious_state_is_refused_and_does_not_run(tmp_path: Path) -> None:
    path, made = tmp_path / "state.pt", tmp_path / "made"
    torch.save({"model": MakesDirectory(made)}, path)
    with pytest.raises(UserError, match="cannot be read"):
        load_state(path)
    assert not made.exists()
    torch.load(path, weights_only=False)  # the file is what it seems
    assert made.exists()


@pytest.mark.parametrize("keep", [0, 10, 0.5])
def test_a_damaged_state_is_a_user_error(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "state.pt"
    save_state(STATE, path)
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content)) if keep < 1 else int(keep)])
    with pytest.raises(UserError, match=r"state\.pt cannot be read .*start the run anew"):
        load_state(path)


def test_a_missing_file_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        load_state(tmp_path / "state.pt")
    with pytest.raises(UserError, match="cannot be read"):
        load_weights(tmp_path / "model.safetensors")


@pytest.mark.parametrize("name", ["model.safetensors", "model.safetensors.gz"])
def test_weights_come_back_as_they_were_whatever_their_memory_layout(tmp_path: Path, name: str) -> None:
    kernel = torch.randn(4, 3, 2, 2).contiguous(memory_format=torch.channels_last)
    weights = {"kernel": kernel, "count": torch.tensor(7), "matrix": torch.randn(3, 2).T}
    save_weights(weights, tmp_path / name)
    loaded = load_weights(tmp_path / name)
    assert loaded.keys() == weights.keys()
    assert all(torch.equal(loaded[name], weights[name]) for name in weights)
    assert loaded["count"].dtype == torch.int64


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_weights_of_any_precision_load_as_float32(tmp_path: Path, dtype: torch.dtype) -> None:
    weights = torch.tensor([0.5, -2.0, 3.0], dtype=dtype)
    save_file({"weight": weights}, tmp_path / "model.safetensors")
    loaded = load_weights(tmp_path / "model.safetensors")["weight"]
    assert loaded.dtype == torch.float32
    assert loaded.tolist() == [0.5, -2, 3]


@pytest.mark.parametrize("name", ["model.safetensors", "model.safetensors.gz"])
@pytest.mark.parametrize("keep", [0, 4, 20, 1000])
def test_truncated_weights_are_a_user_error(tmp_path: Path, keep: int, name: str) -> None:
    path = tmp_path / name
    save_weights({"weight": torch.randn(1000)}, path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UserError, match=r"model\.safetensors.* cannot be read: train the run again"):
        load_weights(path)


def test_a_file_that_cannot_grow_is_an_os_error_and_the_old_one_stays(tmp_path: Path) -> None:
    state, weights = tmp_path / "state.pt", tmp_path / "model.safetensors"
    save_state(STATE, state)
    save_weights({"weight": torch.zeros(3)}, weights)
    large = {"weight": torch.zeros(100_000)}
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, usual[1]))
    try:
        with pytest.raises(OSError):
            save_state(large, state)
        with pytest.raises(OSError):
            save_weights(large, weights)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert load_state(state)["epoch"] == 2
    assert load_weights(weights)["weight"].shape == (3,)
    assert sorted(tmp_path.iterdir()) == [weights, state]

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from aavae.evaluation.cache import ResultKind, find, find_or_compute, is_kept
from aavae.paths import cache_dir


class Thing(NamedTuple):
    numbers: np.ndarray
    total: float
    amount: int
    name: str
    pair: tuple[float, float]


THING_KIND, OTHER_KIND = ResultKind("thing", version=1), ResultKind("other", version=1)
THING = Thing(np.arange(3, dtype=np.float32), 0.1, 3, "three", (0.25, 0.5))


def fail() -> Thing:
    raise AssertionError("computed again")


def assert_equal(first: Thing, second: Thing) -> None:
    np.testing.assert_array_equal(first.numbers, second.numbers)
    assert first.numbers.dtype == second.numbers.dtype
    assert first[1:] == second[1:]
    assert [type(value) for value in first] == [type(value) for value in second]


def test_a_result_is_computed_once_and_comes_back_as_it_was() -> None:
    assert find(Thing, THING_KIND, {"seed": 0}) is None
    find_or_compute(Thing, THING_KIND, {"seed": 0}, lambda: THING)
    assert_equal(find_or_compute(Thing, THING_KIND, {"seed": 0}, fail), THING)


def test_what_is_kept_is_known_without_reading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    assert not is_kept(THING_KIND, {"seed": 0})
    find_or_compute(Thing, THING_KIND, {"seed": 0}, lambda: THING)
    assert is_kept(THING_KIND, {"seed": 0})
    find_or_compute(Thing, THING_KIND, {"seed": 1}, lambda: THING, ship=True)
    assert is_kept(THING_KIND, {"seed": 1})
    assert not is_kept(OTHER_KIND, {"seed": 1})


def test_what_another_algorithm_computed_is_not_found() -> None:
    find_or_compute(Thing, ResultKind("thing", version=1, folds=5), {"seed": 0}, lambda: THING)
    assert find(Thing, ResultKind("thing", version=1, folds=5), {"seed": 0}) is not None
    for other in (ResultKind("thing", version=2, folds=5), ResultKind("thing", version=1, folds=6)):
        assert find(Thing, other, {"seed": 0}) is None


def test_every_input_counts() -> None:
    find_or_compute(Thing, THING_KIND, {"seed": 0}, lambda: THING)
    assert find(Thing, THING_KIND, {"seed": 1}) is None
    assert find(Thing, OTHER_KIND, {"seed": 0}) is None
    assert THING_KIND.compute_key({"a": 1, "b": 2}) == THING_KIND.compute_key({"b": 2, "a": 1})


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 torn"])
def test_a_damaged_file_is_computed_anew(content: bytes) -> None:
    find_or_compute(Thing, THING_KIND, {}, lambda: THING)
    (file,) = cache_dir().glob("thing-*.npz")
    file.write_bytes(content)
    assert_equal(find_or_compute(Thing, THING_KIND, {}, lambda: THING), THING)
    assert_equal(find_or_compute(Thing, THING_KIND, {}, fail), THING)


def test_a_pickle_is_not_loaded() -> None:
    find_or_compute(Thing, THING_KIND, {}, lambda: THING)
    (file,) = cache_dir().glob("thing-*.npz")
    np.savez(file, **THING._asdict() | {"numbers": np.array([object()])}, allow_pickle=True)
    assert find(Thing, THING_KIND, {}) is None


def test_shipped_results_win_and_are_never_written_by_accident(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    find_or_compute(Thing, THING_KIND, {}, lambda: THING._replace(amount=1))
    assert not (tmp_path / "_results").exists()
    find_or_compute(Thing, THING_KIND, {}, lambda: THING._replace(amount=2), ship=True)
    assert find_or_compute(Thing, THING_KIND, {}, fail).amount == 2


def test_a_cache_that_cannot_be_written_costs_only_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("AAVAE_CACHE", str(blocked))
    assert_equal(find_or_compute(Thing, THING_KIND, {}, lambda: THING), THING)

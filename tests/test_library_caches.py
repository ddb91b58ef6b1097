import os
from pathlib import Path

import pytest

from aavae.library_caches import settle_library_caches
from tests.another_user import run_as_another


@pytest.fixture(autouse=True)
def nobody_said_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")


def test_a_home_that_can_be_written_keeps_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settle_library_caches()
    assert os.environ["NUMBA_CACHE_DIR"] == ""


def test_without_a_home_it_is_in_aavae_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")
    settle_library_caches()
    assert os.environ["NUMBA_CACHE_DIR"] == os.path.join(os.environ["AAVAE_CACHE"], "numba")


def test_what_somebody_said_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/somewhere")
    settle_library_caches()
    assert os.environ["NUMBA_CACHE_DIR"] == "/somewhere"


def test_without_any_place_it_is_temporary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("AAVAE_CACHE", "/proc/nonexistent")
    settle_library_caches()
    assert os.environ["NUMBA_CACHE_DIR"].endswith(f"aavae-numba-{os.getpid()}")


CACHES_A_FUNCTION = """
import colorsys
import aavae
import numba
numba.njit(cache=True)(colorsys.rgb_to_hsv)
print("found a place")
"""


def test_a_user_without_a_home_in_an_environment_that_is_read_only_has_a_place() -> None:
    cache = Path(os.environ["AAVAE_CACHE"])
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    done = run_as_another("-c", CACHES_A_FUNCTION)
    assert done.stdout == "found a place\n", done.stderr
    assert any((cache / "numba").iterdir())

"""Which tests are slow, and so not part of `make test-quick`."""

from pathlib import Path

import pytest

from tests.conftest import SLOW_FOLDERS, is_slow

TESTS = Path(__file__).parent


@pytest.mark.parametrize(
    ("path", "fixtures", "slow"),
    [
        (TESTS / "pages" / "test_home.py", [], True),
        (TESTS / "figures" / "maps" / "test_embedding.py", [], False),
        (TESTS / "figures" / "train" / "test_embedding.py", [], False),
        (TESTS / "ui" / "server" / "test_server.py", ["fresh_server"], True),
        (TESTS / "test_paths.py", ["tmp_path"], False),
        (TESTS / "browser", [], True),
        (TESTS, [], False),
        (Path("/elsewhere/browser/test_x.py"), [], False),
    ],
)
def test_a_test_is_slow_by_where_it_is_and_what_it_uses(path: Path, fixtures: list[str], slow: bool) -> None:
    assert is_slow(path, fixtures) is slow


def test_the_slow_folders_are_there() -> None:
    assert all((TESTS / name).is_dir() for name in SLOW_FOLDERS)

"""Which tests are slow, and so not part of `make test-quick`, and which run alone."""

from pathlib import Path

import pytest

from tests.conftest import LONG_FILES, SLOW_FOLDERS, is_long, is_slow, names_alone

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


def test_the_long_files_are_there_and_begin() -> None:
    assert all((TESTS / name).is_file() for name in LONG_FILES)
    assert is_long(TESTS / "runs" / "test_faults.py")
    assert not is_long(TESTS / "browser" / "test_faults.py")


def test_a_test_runs_alone_where_its_file_says_so(request: pytest.FixtureRequest) -> None:
    assert names_alone(TESTS / "browser" / "test_faults.py")
    assert not names_alone(TESTS / "browser" / "test_pages.py")
    # Of the tests that were collected here, all that are marked are in such files.
    marked = {item.path for item in request.session.items if item.get_closest_marker("alone")}
    assert all(map(names_alone, marked))

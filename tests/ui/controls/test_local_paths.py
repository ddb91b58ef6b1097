from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.ui.controls.local_paths import is_local, read_path


def test_a_whole_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_path(str(tmp_path)) == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "pets").mkdir()
    assert read_path("~/pets") == tmp_path / "pets"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pets", "Write the whole path"),
        ("../..", "Write the whole path"),
        ("/no/such/folder", "There is no such folder"),
        ("/\0", "There is no such folder"),
        ("~no-such-user-here/pets", "no path of this computer"),
        ("/" + "x" * 5_000, "no path of this computer"),
    ],
)
def test_anything_else_is_a_sentence(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_path(text)


@pytest.mark.parametrize(
    ("address", "url", "local"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501/images", True),
        ("localhost", "http://localhost:8501", True),
        ("::1", "http://[::1]:8501", True),
        ("127.0.0.1", "https://lab.example.org/images", False),
        ("0.0.0.0", "http://127.0.0.1:8501", False),
        (None, "http://localhost:8501", False),
        ("127.0.0.1", None, False),
    ],
)
def test_only_who_sits_at_the_server_may_name_its_folders(
    address: str | None, url: str | None, local: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Context:
        pass

    Context.url = url  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setattr("streamlit.context", Context())
    monkeypatch.setattr("streamlit.get_option", lambda name: address)
    assert is_local() is local

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from aavae.errors import UserError
from aavae.ui.server.login import Login

TEACHER = {"is_logged_in": True, "email": "Teacher@Example.org", "email_verified": True}
AUTH = """
[auth]
redirect_uri = "https://lab.example.org/oauth2callback"
cookie_secret = "a long one"
"""
PROVIDER = """
client_id = "x"
client_secret = "y"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""
EMAILS = frozenset({"teacher@example.org"})


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "secrets.toml"
    monkeypatch.setattr(secrets_singleton, "_secrets", None)
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(path)])
    yield path
    config.set_option("secrets.files", before)


def test_an_address_counts_where_the_provider_has_verified_it_however_it_is_written() -> None:
    login = Login()
    assert not login.knows(TEACHER)
    login.emails = EMAILS
    assert login.knows(TEACHER)
    for other in (
        {"is_logged_in": False},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "false"},
        {"email": "student@example.org"},
        {"email": None},
    ):
        assert not login.knows(TEACHER | other)
    assert not login.knows({})


def test_providers_are_those_of_streamlits_secrets(secrets: Path) -> None:
    login = Login()
    secrets.write_text(AUTH + PROVIDER)
    login.offer(EMAILS)
    assert login.providers == ("default",)


def test_several_providers_have_names(secrets: Path) -> None:
    login = Login()
    secrets.write_text(f"{AUTH}[auth.school]{PROVIDER}[auth.google]{PROVIDER}")
    login.offer(EMAILS)
    assert login.providers == ("school", "google")


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        (
            "",
            "lacks redirect_uri, cookie_secret, client_id, client_secret, server_metadata_url.",
        ),
        (f"[auth]{PROVIDER}", "lacks redirect_uri, cookie_secret."),
        (f'{AUTH}client_id = "x"', "lacks client_secret, server_metadata_url."),
        (f'{AUTH}[auth.school]\nclient_id = "x"', "lacks school.client_secret, school.server_metadata_url."),
    ],
)
def test_what_is_missing_is_named(text: str, lacking: str, secrets: Path) -> None:
    secrets.write_text(text)
    with pytest.raises(UserError, match=lacking):
        Login().offer(EMAILS)


def test_without_addresses_nothing_is_read_or_needed(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "authlib", None)
    login = Login()
    login.offer(frozenset())
    assert login.providers == ()
    assert not login.is_admin()
    with pytest.raises(UserError, match=r"pip install 'aavae-explorer\[login\]'"):
        login.offer(EMAILS)


def test_nobody_is_the_administrator_where_no_page_asks(secrets: Path) -> None:
    login = Login()
    login.emails = EMAILS
    assert not login.is_admin()

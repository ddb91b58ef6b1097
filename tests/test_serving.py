import pytest

from aavae.errors import UserError
from aavae.serving import ADMIN_EMAILS, MODE, read_settings


def test_addresses_stand_between_commas_and_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODE, "class")
    monkeypatch.setenv(ADMIN_EMAILS, " Ada@Example.org,, bo@example.org ")
    settings = read_settings()
    assert settings is not None
    assert settings.admin_emails == {"ada@example.org", "bo@example.org"}
    monkeypatch.delenv(ADMIN_EMAILS)
    settings = read_settings()
    assert settings is not None
    assert settings.admin_emails == frozenset()


@pytest.mark.parametrize("text", ["teacher", "a@b c@d", "@example.org", "a@b; c@d"])
def test_what_is_no_address_is_named(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODE, "class")
    monkeypatch.setenv(ADMIN_EMAILS, text)
    with pytest.raises(UserError, match="is no e-mail address"):
        read_settings()

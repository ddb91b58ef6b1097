"""For whom a server works, as the environment says: its own user, or a class."""

import os
import re
import secrets
from typing import NamedTuple

from aavae.errors import UserError
from aavae.language import _
from aavae.permissions import Quota

MODE = "AAVAE_SERVE"
"""Variable: `class`, or empty for one's own user."""
CLASS = "class"
ADMIN_TOKEN = "AAVAE_ADMIN_TOKEN"
"""Variable: what the administrator's link holds; drawn anew at each start where there is none."""
SESSIONS = "AAVAE_SESSIONS"
"""Variable: tabs at a time."""
ADMIN_EMAILS = "AAVAE_ADMIN_EMAILS"
"""Variable: addresses, between commas, of who is the administrator once logged in; empty: nobody logs in."""
QUOTA = {name: f"AAVAE_QUOTA_{name.upper()}" for name in Quota._fields}
"""Variables of what each visitor may have."""
DEFAULT_SESSIONS = 100
_LEAST_TOKEN = 16
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{_LEAST_TOKEN},}}")
_EMAIL = re.compile(r"[^\s@,]+@[^\s@,]+")


class ClassSettings(NamedTuple):
    """A server for a class.

    Attributes:
        sessions: tabs at a time.
        quota: of each visitor.
        admin_token: what the administrator's link holds.
        admin_emails: of those who are the administrator once logged in, in small letters.
    """

    sessions: int
    quota: Quota
    admin_token: str
    admin_emails: frozenset[str]


def read_settings() -> ClassSettings | None:
    """What the environment says; None: the server works for its own user.

    Raises:
        UserError: a variable makes no sense.
    """
    mode = os.environ.get(MODE, "")
    if not mode:
        return None
    if mode != CLASS:
        raise UserError(_("{name}={value!r}: write class, or nothing.").format(name=MODE, value=mode))
    token = os.environ.get(ADMIN_TOKEN) or secrets.token_urlsafe(24)
    if not _TOKEN.fullmatch(token):
        raise UserError(
            _("{name}: write at least {count} letters, digits, - and _.").format(
                name=ADMIN_TOKEN, count=_LEAST_TOKEN
            )
        )
    quota = Quota(
        **{name: _read_number(variable, Quota()._asdict()[name]) for name, variable in QUOTA.items()}
    )
    return ClassSettings(_read_number(SESSIONS, DEFAULT_SESSIONS), quota, token, _read_emails())


def _read_emails() -> frozenset[str]:
    parts = [part.strip() for part in os.environ.get(ADMIN_EMAILS, "").split(",")]
    if wrong := [part for part in parts if part and not _EMAIL.fullmatch(part)]:
        raise UserError(
            _("{name}: {value!r} is no e-mail address; write commas between several.").format(
                name=ADMIN_EMAILS, value=wrong[0]
            )
        )
    return frozenset(part.casefold() for part in parts if part)


def _read_number(variable: str, default: int) -> int:
    text = os.environ.get(variable, "")
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 10**6:
        raise UserError(
            _("{name}={value!r}: write a whole number from 1 on.").format(name=variable, value=text)
        )
    return int(text)

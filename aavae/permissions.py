"""Who may do what on a server for a class: one table, asked by whatever is about to do it.

A process that works for its own user, as the command line and `make app` do, asks nobody: all is allowed.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from aavae.errors import UserError
from aavae.language import N_, _

Act = Literal[
    "analyse",
    "train",
    "choose hardware",
    "train a study",
    "import images",
    "download images",
    "import models",
    "name a path",
    "stop a job",
    "change a run",
    "delete images",
    "delete models",
    "change settings",
    "hold a class",
]
Who = Literal["everyone", "within the quota", "the owner", "the administrator"]

OWNER_VARIABLE = "AAVAE_OWNER"
"""For whom a process works that a server has started: the owner of what it makes."""
_OWNER_FILE = "owner"


class Rule(NamedTuple):
    """Who may do something; the administrator always may.

    Attributes:
        who: of a class.
        refusal: what everybody else is told.
    """

    who: Who
    refusal: str = ""


RULES: dict[Act, Rule] = {
    "analyse": Rule("everyone"),
    "train": Rule(
        "within the quota",
        N_("This server knows you by a cookie, and your browser keeps none: allow cookies to train here."),
    ),
    "choose hardware": Rule(
        "the administrator",
        N_("Hardware and cluster are the administrator's to choose on this server: leave them as they are."),
    ),
    "train a study": Rule(
        "the administrator", N_("Only the administrator of this server may train a study: it takes hours.")
    ),
    "import images": Rule(
        "within the quota",
        N_("This server knows you by a cookie, and your browser keeps none: allow cookies to import here."),
    ),
    "download images": Rule(
        "the administrator",
        N_("Only the administrator of this server may download image sets: ask for the one that you need."),
    ),
    "import models": Rule(
        "the administrator",
        N_("Only the administrator of this server may add models and vectors: send them the file."),
    ),
    "name a path": Rule(
        "the administrator", N_("Folders of this server are the administrator's: drop your files instead.")
    ),
    "stop a job": Rule(
        "the owner", N_("Somebody else started this: only they, or the administrator, may stop it.")
    ),
    "change a run": Rule(
        "the owner",
        N_("Somebody else trained this run: only they, or the administrator, may change or delete it."),
    ),
    "delete images": Rule(
        "the owner",
        N_("Somebody else imported these images: only they, or the administrator, may replace them."),
    ),
    "delete models": Rule(
        "the administrator", N_("Only the administrator of this server may delete models and vectors.")
    ),
    "change settings": Rule(
        "the administrator", N_("Only the administrator of this server may say where jobs run.")
    ),
    "hold a class": Rule(
        "the administrator",
        N_("Only the administrator may open a class here: with the link that the server wrote at its start."),
    ),
}


class Visitor(NamedTuple):
    """Somebody at a browser.

    Attributes:
        id: the same for all pages of a browser, and not to be guessed; empty where it cannot be told.
        is_admin: whether it is the administrator's browser.
    """

    id: str
    is_admin: bool = False


class Quota(NamedTuple):
    """What each visitor may have.

    Attributes:
        runs: of their own, trained or waiting.
        minutes: of one training, which then saves and stops.
        megabytes: of runs and image sets on disk.
    """

    runs: int = 3
    minutes: int = 30
    megabytes: int = 500


class _Served(NamedTuple):
    find_visitor: Callable[[], Visitor]
    quota: Quota


_served: list[_Served] = []
"""Empty, or the one way to find out who asks."""


def serve_visitors(find_visitor: Callable[[], Visitor], quota: Quota) -> None:
    """From now on this process works for visitors, each of whom may do what the table says.

    Args:
        find_visitor: who asks, in the thread that asks.
        quota: of each.
    """
    _served[:] = [_Served(find_visitor, quota)]


def serves_visitors() -> bool:
    """Whether this process works for visitors, and not for its own user alone."""
    return bool(_served)


def is_admin() -> bool:
    """Whether whoever asks may do everything."""
    return not _served or _served[0].find_visitor().is_admin


def get_quota() -> Quota | None:
    """The limits of whoever asks; None: there are none."""
    return None if is_admin() else _served[0].quota


def get_owner() -> str:
    """Whose is what is made now; empty: the machine's user's, or the administrator's."""
    if not _served:
        return os.environ.get(OWNER_VARIABLE, "")
    visitor = _served[0].find_visitor()
    return "" if visitor.is_admin else visitor.id


def is_allowed(act: Act, owner: str = "") -> bool:
    """Whether whoever asks may do it.

    Args:
        act: what is to be done.
        owner: whose it is that it is done to.
    """
    who = RULES[act].who
    if is_admin() or who == "everyone":
        return True
    visitor = _served[0].find_visitor()
    return bool(visitor.id) and (who == "within the quota" or (who == "the owner" and owner == visitor.id))


def find_refusal(act: Act, owner: str = "") -> str | None:
    """Why whoever asks may not do it, or None; arguments as of `is_allowed`."""
    return None if is_allowed(act, owner) else _(RULES[act].refusal)


def check_allowed(act: Act, owner: str = "") -> None:
    """Refuse what whoever asks may not do; arguments as of `is_allowed`.

    Raises:
        UserError: they may not.
    """
    if (refusal := find_refusal(act, owner)) is not None:
        raise UserError(refusal)


def check_replaceable(folder: Path) -> None:
    """Refuse to put something in the place of what somebody else has made.

    Raises:
        UserError: there is such a folder, and it is another's than those for whom this process works.
    """
    if (owner := get_owner()) and folder.exists() and read_owner(folder) != owner:
        raise UserError(_(RULES["delete images"].refusal))


def write_owner(folder: Path) -> None:
    """Say in a folder that is being made whose it is."""
    if owner := get_owner():
        (folder / _OWNER_FILE).write_text(owner, encoding="utf-8")


def read_owner(folder: Path) -> str:
    """Whose a folder is; empty: the machine's user's."""
    try:
        return (folder / _OWNER_FILE).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""

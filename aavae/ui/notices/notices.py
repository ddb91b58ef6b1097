"""What became of a press of a button: one sentence, shown for a while after the press."""

import time
from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from aavae.errors import UserError
from aavae.language import _

_SHOWN_SECONDS = 15.0


class Notice(NamedTuple):
    """A sentence about what was done, or why it was not.

    Attributes:
        text: one sentence; empty says nothing.
        failed: whether it tells of a failure.
        time: when it was written, seconds since 1970.
    """

    text: str
    failed: bool
    time: float


def _key(place: str) -> str:
    return f"notice.{place}"


def say(place: str, text: str, failed: bool = False) -> None:
    """Leave a sentence for `render_notice` of the same place."""
    st.session_state[_key(place)] = Notice(text, failed, time.time())


def attempt(place: str, action: Callable[[], str]) -> None:
    """Do what a button asks, and leave its outcome for `render_notice` of the same place.

    Args:
        place: where the outcome is shown.
        action: returns what to say of its success; what it cannot do is a UserError.
    """
    try:
        say(place, action())
    except UserError as error:
        say(place, str(error), failed=True)
    except OSError as error:
        say(
            place,
            _("That could not be done ({reason}): try again in a moment.").format(reason=error.strerror),
            failed=True,
        )


def render_notice(place: str) -> None:
    """Show the last sentence of a place while it is fresh."""
    notice: Notice | None = st.session_state.get(_key(place))
    if notice is None or not notice.text or time.time() - notice.time > _SHOWN_SECONDS:
        return
    if notice.failed:
        st.error(notice.text, icon=":material/error:")
    else:
        st.success(notice.text, icon=":material/check:")

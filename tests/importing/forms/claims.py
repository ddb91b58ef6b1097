"""Claims about what a form makes of files."""

from typing import Any

import pytest

from aavae.errors import UserError
from aavae.importing.files import Files
from aavae.importing.forms import Recognise
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source


def find(recognise: Recognise, files: Files, **settings: Any) -> Source:
    """What a form makes of files that are of it."""
    source = recognise(files, ImportSettings(**settings))
    assert source is not None
    return source


def refuse(recognise: Recognise, files: Files, message: str, **settings: Any) -> None:
    """Claims that a form refuses files in one clear sentence."""
    with pytest.raises(UserError, match=message) as caught:
        recognise(files, ImportSettings(**settings))
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")

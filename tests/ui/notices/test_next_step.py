from typing import get_args

import pytest

from aavae.errors import UserError
from aavae.paths import ROOT
from aavae.ui.notices.next_step import NextStepError, PageName


def test_every_page_that_can_be_named_is_there() -> None:
    assert all((ROOT / "pages" / f"{name}.py").exists() for name in get_args(PageName))


def test_it_is_a_sentence_like_others_and_keeps_its_pages() -> None:
    with pytest.raises(UserError, match=r"^There is nothing: make some\.$") as raised:
        raise NextStepError("There is nothing: make some.", "train", "images")
    assert isinstance(raised.value, NextStepError)
    assert raised.value.pages == ("train", "images")

"""Why a picture cannot be read."""

import pickle

from aavae.data.picture_error import PictureError
from aavae.kept_text import kept_text


def test_says_what_is_wrong_and_what_to_do() -> None:
    error = PictureError(kept_text("The picture has {count} pixels", count=1_000), "choose another one")
    assert str(error) == "The picture has 1,000 pixels: choose another one."
    assert error.problem == "The picture has 1,000 pixels"


def test_reaches_the_process_that_asked() -> None:
    error = pickle.loads(pickle.dumps(PictureError("The picture has no pixels", "choose another one")))
    assert (str(error), error.problem) == (
        "The picture has no pixels: choose another one.",
        "The picture has no pixels",
    )

"""What a person chooses about an import: the flags of `data import` and the widgets of the Images page."""

from typing import Annotated, Literal

from pydantic import Field

from aavae.config import Config

Size = Literal[32, 64, 96, 128]
Fit = Literal["crop", "pad"]


class ImportSettings(Config):
    """How pictures become an image set. What is None is decided by what is found, and said."""

    size: Size | None = None
    """Height and width of every image, in pixels; none: the pictures' own if it is one of these, else 32 or
    64."""
    fit: Fit = "crop"
    """crop: the largest square in the middle; pad: the whole picture, centred on white."""
    validation: Literal["join", "leave-out"] = "join"
    """A validation split beside a test split: joins the training images, or is left out."""
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """Share of each class that becomes test images where there is no split."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Decides which images these are."""
    file_column: str | None = None
    """The table's column of file names; none: found by its content."""
    label_column: str | None = None
    """The table's column of labels; none: found by its content."""
    skip_damaged: bool = False
    """Import the rest even if more than 5 % of the pictures are damaged."""

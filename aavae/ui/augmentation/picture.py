"""The one image that the lab distorts: the same in every section, and in the link."""

from aavae.data.image_set import Dataset
from aavae.ui.pictures.picture_source import ChosenPicture, choose_picture

_KEY = "picture"


def choose_lab_picture(dataset: Dataset) -> ChosenPicture:
    """Controls that choose the image."""
    return choose_picture(dataset, _KEY)

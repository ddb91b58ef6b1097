"""What people read of an image set in lists: its name, or what it is, and how much there is to train on."""

from aavae.data import cifar10
from aavae.kept_text import kept_text

BUNDLED = "bundled"
"""Name of the sample that comes with the code."""


def make_title(name: str, num_train: int) -> str:
    """A set's title, as `kept_text.show_text` translates it.

    Args:
        name: of the set; the sample that comes with the code and the complete CIFAR-10 have titles of their
            own.
        num_train: its training images.
    """
    if name == BUNDLED:
        return kept_text("bundled sample, {num_train} training images", num_train=num_train)
    if name == cifar10.NAME:
        return kept_text("complete CIFAR-10, {num_train} training images", num_train=num_train)
    return kept_text("{name}, {num_train} training images", name=name, num_train=num_train)


def read_title(title: str, name: str, num_train: int) -> str:
    """A title that is kept in a file, where it is as `make_title` has it so that it can be translated."""
    made = make_title(name, num_train)
    return made if made == title else title

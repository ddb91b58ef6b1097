"""Names of classes as people read them."""

from collections.abc import Sequence

from aavae.data.pool import NO_LABEL
from aavae.language import _


def show_class_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names from `get_classes`, that of the images without a label in the reader's language."""
    return tuple(_(name) if name == NO_LABEL else name for name in names)

"""What makes an image set the complete CIFAR-10 (Krizhevsky, 2009)."""

from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import N_, _

NAME = "cifar10"
TITLE = N_("complete CIFAR-10, 50,000 training images")
CLASS_NAMES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
SIZE = (32, 32)
NUM_TRAIN = 50_000
NUM_TEST = 10_000


def require_complete(
    class_names: tuple[str, ...], num_train: int, num_test: int, size: int = SIZE[0]
) -> None:
    """Checks that the classes and the counts are those of the complete CIFAR-10.

    Args:
        class_names: the classes found, sorted.
        num_train: the training images found.
        num_test: the test images found.
        size: height and width of the images found, in pixels.

    Raises:
        UserError: if classes are missing or unknown, or if the counts differ.
    """
    if unknown := set(class_names) - set(CLASS_NAMES):
        raise UserError(
            _("this is not CIFAR-10: it has images of {names}; CIFAR-10's classes are {names_2}.").format(
                names=", ".join(sorted(unknown)), names_2=", ".join(CLASS_NAMES)
            )
        )
    if size != SIZE[0]:
        raise UserError(
            _("this is not CIFAR-10: its images have {size} pixels a side, these {size_2}.").format(
                size=SIZE[0], size_2=size
            )
        )
    _require_count("training", num_train, NUM_TRAIN)
    _require_count("test", num_test, NUM_TEST)
    if missing := set(CLASS_NAMES) - set(class_names):
        raise UserError(
            _("this is not CIFAR-10: it has no images of {names}.").format(names=", ".join(sorted(missing)))
        )


def _require_count(kind: str, found: int, expected: int) -> None:
    if found < expected:
        raise UserError(
            _(
                "found {found} {kind} images of {expected}: give all zips and folders of CIFAR-10 at once."
            ).format(found=format_count(found), kind=kind, expected=format_count(expected))
        )
    if found > expected:
        raise UserError(
            _("found {found} {kind} images, but CIFAR-10 has {expected}: give CIFAR-10 alone.").format(
                found=format_count(found), kind=kind, expected=format_count(expected)
            )
        )

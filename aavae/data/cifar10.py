"""What makes an image set the complete CIFAR-10 (Krizhevsky, 2009)."""

from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import _, ngettext

NAME = "cifar10"

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
            _("this is not CIFAR-10: it has images of {unknown}; CIFAR-10's classes are {classes}.").format(
                unknown=", ".join(sorted(unknown)), classes=", ".join(CLASS_NAMES)
            )
        )
    if size != SIZE[0]:
        raise UserError(
            _("this is not CIFAR-10: its images have {expected} pixels a side, these {found}.").format(
                expected=SIZE[0], found=size
            )
        )
    _require(
        num_train,
        NUM_TRAIN,
        ngettext(
            "found {found} training image of {expected}: give all zips and folders of CIFAR-10 at once.",
            "found {found} training images of {expected}: give all zips and folders of CIFAR-10 at once.",
            num_train,
        ),
        _("found {found} training images, but CIFAR-10 has {expected}: give CIFAR-10 alone."),
    )
    _require(
        num_test,
        NUM_TEST,
        ngettext(
            "found {found} test image of {expected}: give all zips and folders of CIFAR-10 at once.",
            "found {found} test images of {expected}: give all zips and folders of CIFAR-10 at once.",
            num_test,
        ),
        _("found {found} test images, but CIFAR-10 has {expected}: give CIFAR-10 alone."),
    )
    if missing := set(CLASS_NAMES) - set(class_names):
        raise UserError(
            _("this is not CIFAR-10: it has no images of {names}.").format(names=", ".join(sorted(missing)))
        )


def _require(found: int, expected: int, too_few: str, too_many: str) -> None:
    if found != expected:
        text = too_few if found < expected else too_many
        raise UserError(text.format(found=format_count(found), expected=format_count(expected)))

import pytest

from aavae.data.cifar10 import CLASS_NAMES, require_complete
from aavae.errors import UserError


def test_the_complete_set_passes() -> None:
    require_complete(CLASS_NAMES, 50_000, 10_000)


@pytest.mark.parametrize(
    ("class_names", "num_train", "num_test", "message"),
    [
        (CLASS_NAMES, 16_666, 0, "found 16,666 training images of 50,000: give all zips"),
        (CLASS_NAMES, 50_000, 0, "found 0 test images of 10,000: give all zips"),
        (CLASS_NAMES, 50_001, 10_000, "found 50,001 training images, but CIFAR-10 has 50,000"),
        ((*CLASS_NAMES[:-1], "van"), 50_000, 10_000, "it has images of van"),
        (CLASS_NAMES[1:], 50_000, 10_000, "no images of airplane"),
    ],
)
def test_what_is_missing_or_too_much_is_named(
    class_names: tuple[str, ...], num_train: int, num_test: int, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        require_complete(class_names, num_train, num_test)

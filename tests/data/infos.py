"""Descriptions of image sets that need not be there."""

from aavae.data.store import DatasetInfo


def make_info(name: str, num_train: int = 10_000, num_test: int = 2_000, size: int = 32) -> DatasetInfo:
    return DatasetInfo(
        name=name,
        title=name,
        num_train=num_train,
        num_test=num_test,
        size=(size, size),
        classes=("first", "second"),
        path="",
        source="",
        digest="0" * 64,
        num_labelled=(num_train, num_test),
        known="",
        notes=(),
    )


BUNDLED = make_info("bundled")
CIFAR10 = make_info("cifar10", 50_000, 10_000)
STL10 = make_info("stl10", 105_000, 8_000, size=96)

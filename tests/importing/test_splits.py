import pytest

from aavae.importing.splits import find_split


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("train-00000-of-00002.parquet", "train"),
        ("data/test-00000-of-00001-2a1b.parquet", "test"),
        ("cifar10_validation.npz", "val"),
        ("default/train/0000.parquet", "train"),
        ("unlabeled/0.tar", "unlabelled"),
        ("Test/train-1.tar", "train"),
        ("trainer.parquet", ""),
        ("contest/attest.parquet", ""),
    ],
)
def test_a_word_of_the_name_or_the_nearest_folder_gives_the_split(path: str, split: str) -> None:
    assert find_split(path.split("/")) == split

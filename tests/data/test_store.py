import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet
from aavae.data.store import describe_datasets, list_datasets, load_dataset
from aavae.errors import UserError

Draw = Callable[..., Dataset]


def test_the_bundled_sample_is_there_with_no_data_folder(data_folder: Path) -> None:
    assert not data_folder.exists()
    assert list_datasets() == ["bundled"]
    assert load_dataset("bundled").name == "bundled"


def test_imported_sets_follow_the_bundled_one(data_folder: Path, draw_dataset: Draw) -> None:
    for name in ("noise", "alpha"):
        write_set(data_folder, draw_dataset(name=name), "drawn")
    assert list_datasets() == ["bundled", "alpha", "noise"]
    assert load_dataset("alpha").digest == draw_dataset().digest


def test_a_set_is_described_as_it_is_and_the_description_is_json(
    data_folder: Path, draw_dataset: Draw
) -> None:
    write_set(data_folder, draw_dataset(), "drawn")
    info = describe_datasets()[1]
    assert json.loads(json.dumps(info._asdict())) == {
        "name": "noise",
        "title": "noise, 12 training images",
        "num_train": 12,
        "num_test": 6,
        "size": [5, 7],
        "classes": ["a", "b", "c"],
        "path": str(data_folder / "noise"),
        "source": "drawn",
        "digest": draw_dataset().digest,
        "num_labelled": [12, 6],
        "known": "",
        "notes": [],
    }


def test_a_set_says_how_many_of_its_images_have_a_label(data_folder: Path, draw_dataset: Draw) -> None:
    dataset = draw_dataset()
    labels = np.where(np.arange(12) < 5, dataset.train.labels, -1)
    write_set(data_folder, replace(dataset, train=replace(dataset.train, labels=labels)), "drawn")
    info = describe_datasets()[1]
    assert (info.num_train, info.num_labelled, info.has_labels) == (12, (5, 6), True)
    train, test = (
        ImageSet(part.images, np.full(len(part), -1), ()) for part in (dataset.train, dataset.test)
    )
    write_set(data_folder, replace(dataset, train=train, test=test), "drawn")
    info = describe_datasets()[1]
    assert (info.classes, info.num_labelled, info.has_labels) == ((), (0, 0), False)
    assert not load_dataset("noise").has_labels


def test_a_damaged_set_costs_only_itself(data_folder: Path, draw_dataset: Draw) -> None:
    for name in ("alpha", "noise"):
        write_set(data_folder, draw_dataset(name=name), "drawn")
    images = data_folder / "alpha" / "train_images.npy"
    images.write_bytes(images.read_bytes()[:-1])
    assert list_datasets() == ["bundled", "noise"]
    with pytest.raises(UserError, match=r"'alpha'.*damaged.*import it again"):
        load_dataset("alpha")


def test_cifar10_that_is_not_imported_says_how_to_get_it(data_folder: Path) -> None:
    with pytest.raises(UserError, match=r"not imported: run .*data import PATH.*data download cifar10"):
        load_dataset("cifar10")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../outside", "noise/", "/etc", "noise/../noise", ".noise.old"]
)
def test_a_name_is_never_part_of_a_path(
    data_folder: Path, draw_dataset: Draw, name: str, tmp_path: Path
) -> None:
    write_set(data_folder, draw_dataset(), "drawn")
    write_set(tmp_path, draw_dataset(name="outside"), "drawn")
    with pytest.raises(UserError, match=r"there is no image set .*: choose from bundled, noise"):
        load_dataset(name)


def test_a_set_moved_aside_by_a_killed_import_is_found(data_folder: Path, draw_dataset: Draw) -> None:
    write_set(data_folder, draw_dataset(), "drawn")
    (data_folder / "noise").rename(data_folder / ".noise.old")
    assert load_dataset("noise").digest == draw_dataset().digest


def test_finding_sets_imports_no_torch() -> None:
    modules = "aavae.data.store, aavae.importing.build, aavae.importing.download"
    code = f"import sys, {modules}; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_sets_are_listed_while_others_delete_and_import_them(data_folder: Path, draw_dataset: Draw) -> None:
    stop = threading.Event()
    dataset = draw_dataset(name="noise")

    def churn() -> None:
        while not stop.is_set():
            write_set(data_folder, dataset, "drawn")
            shutil.rmtree(data_folder / "noise")

    with ThreadPoolExecutor(1) as pool:
        churning = pool.submit(churn)
        try:
            deadline = time.monotonic() + 2
            while time.monotonic() < deadline:
                assert list_datasets()[0] == "bundled"
        finally:
            stop.set()
        churning.result()

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from aavae.data import disk
from aavae.data.disk import (
    find_sets,
    read_checked_meta,
    read_folds_digest,
    read_set,
    recover,
    write_set,
)
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.errors import UserError

Draw = Callable[..., Dataset]

# Replaces the set by one of zeros, and dies at the n-th change to the disk.
REPLACE_AND_DIE = """
import os, sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from aavae.data.disk import read_set, write_set
from aavae.data.image_set import compute_digest

folder, last = Path(sys.argv[1]), int(sys.argv[2])
dataset = read_set(folder / "noise")
train = replace(dataset.train, images=dataset.train.images * 0)
dataset = replace(dataset, train=train, digest=compute_digest(train, dataset.test))
changes = 0

def count(event, args):
    global changes
    writes = event == "open" and isinstance(args[1], str) and "w" in args[1]
    if writes or event in ("os.rename", "os.mkdir", "shutil.rmtree"):
        changes += 1
        if changes == last:
            os._exit(9)

sys.addaudithook(count)
write_set(folder, dataset, "zeros")
"""


def measure_resident() -> int:
    """Resident bytes of this process, the pages of mapped files among them."""
    return psutil.Process().memory_info().rss


def assert_same(found: Dataset, expected: Dataset) -> None:
    assert (found.name, found.title, found.digest) == (expected.name, expected.title, expected.digest)
    assert compute_digest(found.train, found.test) == expected.digest


def test_a_set_survives_the_disk_in_order(tmp_path: Path, draw_dataset: Draw) -> None:
    dataset = draw_dataset()
    write_set(tmp_path / "new" / "folder", dataset, "drawn")
    found = read_set(tmp_path / "new" / "folder" / "noise")
    assert_same(found, dataset)
    np.testing.assert_array_equal(found.train.images, dataset.train.images)
    np.testing.assert_array_equal(found.test.labels, dataset.test.labels)


def test_loaded_arrays_are_writable(tmp_path: Path, draw_dataset: Draw) -> None:
    write_set(tmp_path, draw_dataset(), "drawn")
    found = read_set(tmp_path / "noise")
    assert all(
        array.flags.writeable and array.flags.c_contiguous
        for split in (found.train, found.test)
        for array in (split.images, split.labels)
    )


def test_opening_a_set_reads_none_of_its_images(tmp_path: Path, draw_dataset: Draw) -> None:
    images = np.zeros((20_000, 3, 32, 32), np.uint8)
    half = ImageSet(images, np.zeros(len(images), np.int64), ("a", "b", "c"))
    write_set(tmp_path, replace(draw_dataset(), train=half, test=half), "drawn")
    before = measure_resident()
    found = read_set(tmp_path / "noise")
    assert type(found.train.images) is np.ndarray
    assert measure_resident() - before < images.nbytes / 10
    assert not found.train.images.any()
    assert images.nbytes / 2 < measure_resident() - before < images.nbytes * 1.5


def test_what_is_written_to_the_images_stays_in_the_process(tmp_path: Path, draw_dataset: Draw) -> None:
    dataset = draw_dataset()
    write_set(tmp_path, dataset, "drawn")
    read_set(tmp_path / "noise").train.images[:] = 0
    assert_same(read_set(tmp_path / "noise"), dataset)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows replaces no set that is open")
def test_a_set_that_is_replaced_stays_as_it_was_for_who_has_it_open(
    tmp_path: Path, draw_dataset: Draw
) -> None:
    write_set(tmp_path, draw_dataset(1), "drawn")
    found = read_set(tmp_path / "noise")
    write_set(tmp_path, draw_dataset(2), "drawn")
    assert_same(found, draw_dataset(1))
    assert_same(read_set(tmp_path / "noise"), draw_dataset(2))


def test_images_without_labels_and_folds_survive_the_disk(tmp_path: Path, draw_dataset: Draw) -> None:
    dataset = draw_dataset()
    labels = np.where(np.arange(12) < 5, dataset.train.labels, -1)
    folds = np.array([[0, 4], [1, 3]])
    write_set(tmp_path, replace(dataset, train=replace(dataset.train, labels=labels), folds=folds), "drawn")
    found = read_set(tmp_path / "noise")
    assert found.train.num_labelled == 5
    np.testing.assert_array_equal(found.train.labels, labels)
    np.testing.assert_array_equal(found.folds, folds)


def test_folds_have_a_digest_of_their_own(tmp_path: Path, draw_dataset: Draw) -> None:
    dataset, digests = draw_dataset(), []
    for folds in (None, np.array([[0, 4]]), np.array([[0, 3]]), np.array([[0, 4]])):
        write_set(tmp_path, replace(dataset, folds=folds), "drawn")
        digests.append(read_folds_digest(tmp_path / "noise"))
        assert read_set(tmp_path / "noise").digest == dataset.digest
    assert digests[0] == ""
    assert digests[1] == digests[3] != digests[2]


@pytest.mark.parametrize(
    "folds",
    [
        np.array([[0, 5]]),
        np.array([[-1, 0]]),
        np.array([0, 1]),
        np.zeros((0, 2), int),
        np.array([[0.0, 1.0]]),
    ],
    ids=["without a label", "negative", "one row", "none", "floats"],
)
def test_damaged_folds_are_a_user_error(tmp_path: Path, draw_dataset: Draw, folds: np.ndarray) -> None:
    dataset = draw_dataset()
    labels = np.where(np.arange(12) < 5, dataset.train.labels, -1)
    write_set(tmp_path, replace(dataset, train=replace(dataset.train, labels=labels)), "drawn")
    np.save(tmp_path / "noise" / "train_folds.npy", folds)
    with pytest.raises(UserError, match=r"'noise'.*damaged.*the folds .*import it again"):
        read_set(tmp_path / "noise")


def test_writing_replaces_the_set_and_leaves_nothing_else(tmp_path: Path, draw_dataset: Draw) -> None:
    for seed in range(2):
        write_set(tmp_path, draw_dataset(seed), "drawn")
        assert_same(read_set(tmp_path / "noise"), draw_dataset(seed))
        assert [path.name for path in tmp_path.iterdir()] == ["noise"]


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_the_old_set_or_the_new_one(
    tmp_path: Path, draw_dataset: Draw
) -> None:
    old = draw_dataset()
    found_old = found_new = False
    for last in range(1, 40):
        write_set(tmp_path, old, "drawn")
        command = [sys.executable, "-c", REPLACE_AND_DIE, str(tmp_path), str(last)]
        died = subprocess.run(command, check=False).returncode
        assert died in (0, 9)
        found = read_set(find_sets(tmp_path)["noise"])
        assert compute_digest(found.train, found.test) == found.digest
        found_old |= found.digest == old.digest
        found_new |= died == 9 and found.digest != old.digest
        assert (found.train.images == 0).all() or found.digest == old.digest
        if not died:
            break
    else:
        pytest.fail("the replacement never ended")
    assert last > 8  # five files, two renames, and the removal of the old set
    assert found_old
    assert found_new
    write_set(tmp_path, old, "drawn")
    assert [path.name for path in tmp_path.iterdir()] == ["noise"]


def test_a_set_moved_aside_gets_its_name_back(tmp_path: Path, draw_dataset: Draw) -> None:
    write_set(tmp_path, draw_dataset(), "drawn")
    (tmp_path / "noise").rename(tmp_path / ".noise.old")
    assert list(find_sets(tmp_path)) == ["noise"]
    assert_same(read_set(tmp_path / "noise"), draw_dataset())


def test_recovery_never_touches_a_set_that_is_there(tmp_path: Path, draw_dataset: Draw) -> None:
    write_set(tmp_path, draw_dataset(1), "drawn")
    (tmp_path / "noise").rename(tmp_path / ".noise.old")
    write_set(tmp_path / "other", draw_dataset(2), "drawn")
    (tmp_path / "other" / "noise").rename(tmp_path / "noise")
    recover(tmp_path)
    assert_same(read_set(tmp_path / "noise"), draw_dataset(2))


def test_a_reader_between_the_two_renames_does_not_stop_the_writer(
    tmp_path: Path, draw_dataset: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path, draw_dataset(1), "drawn")
    rename = Path.rename
    readers = iter([True])

    def rename_with_a_reader(path: Path, target: Path) -> Path:
        renamed = rename(path, target)
        if target.name == ".noise.old" and next(readers, False):
            assert_same(read_set(find_sets(tmp_path)["noise"]), draw_dataset(1))
        return renamed

    monkeypatch.setattr(Path, "rename", rename_with_a_reader)
    write_set(tmp_path, draw_dataset(2), "drawn")
    assert next(readers, None) is None
    assert_same(read_set(tmp_path / "noise"), draw_dataset(2))


def test_a_set_replaced_while_it_is_read_is_read_again(
    tmp_path: Path, draw_dataset: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path, draw_dataset(1), "drawn")
    load = np.load
    writers = iter([True])

    def load_with_a_writer(path: Path, **options: Any) -> np.ndarray:
        if path.name == "test_images.npy" and options.get("mmap_mode") != "r" and next(writers, False):
            write_set(tmp_path, draw_dataset(2), "drawn")
        return load(path, **options)

    monkeypatch.setattr(np, "load", load_with_a_writer)
    assert_same(read_set(tmp_path / "noise"), draw_dataset(2))


def test_a_full_disk_is_a_user_error_and_keeps_the_old_set(
    tmp_path: Path, draw_dataset: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path, draw_dataset(1), "drawn")
    sync = os.fsync
    syncs = iter(range(3))

    def sync_until_full(descriptor: int) -> None:
        if next(syncs, None) is None:
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", sync_until_full)
    with pytest.raises(UserError, match=r"No space left on device.*AAVAE_DATA.*unchanged"):
        write_set(tmp_path, draw_dataset(2), "drawn")
    assert [path.name for path in tmp_path.iterdir()] == ["noise"]
    assert_same(read_set(tmp_path / "noise"), draw_dataset(1))


def test_a_folder_that_cannot_be_made_is_a_user_error(tmp_path: Path, draw_dataset: Draw) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(UserError, match="cannot write an image set to"):
        write_set(tmp_path / "file", draw_dataset(), "drawn")


@pytest.mark.parametrize("kind", ["file", "link"])
def test_whatever_has_the_name_of_the_set_is_replaced(tmp_path: Path, draw_dataset: Draw, kind: str) -> None:
    folder, elsewhere = tmp_path / "sets", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    if kind == "file":
        (folder / "noise").write_text("a file", encoding="utf-8")
    else:
        try:
            (folder / "noise").symlink_to(elsewhere)
        except OSError:
            pytest.skip("this system lets nobody make links")
    for seed in range(2):
        write_set(folder, draw_dataset(seed), "drawn")
        assert_same(read_set(folder / "noise"), draw_dataset(seed))
    assert [path.name for path in folder.iterdir()] == ["noise"]
    assert elsewhere.is_dir()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(b"\x00" * 100)


def drop_rows(path: Path) -> None:
    np.save(path, np.load(path)[:-1])


def pickle_objects(path: Path) -> None:
    np.save(path, np.array([object()]), allow_pickle=True)


@pytest.mark.parametrize(
    "file", ["train_images.npy", "train_labels.npy", "test_images.npy", "test_labels.npy"]
)
@pytest.mark.parametrize("damage", [Path.unlink, truncate, empty, garble, drop_rows, pickle_objects])
def test_a_damaged_array_is_found_without_reading_it(
    tmp_path: Path, draw_dataset: Draw, damage: Callable[[Path], None], file: str
) -> None:
    write_set(tmp_path, draw_dataset(), "drawn")
    damage(tmp_path / "noise" / file)
    for read in (read_checked_meta, read_set):
        with pytest.raises(UserError, match=r"'noise'.*damaged.*import it again"):
            read(tmp_path / "noise")


@pytest.mark.parametrize("damage", [Path.unlink, truncate, empty, garble])
def test_a_damaged_description_is_a_user_error(
    tmp_path: Path, draw_dataset: Draw, damage: Callable[[Path], None]
) -> None:
    write_set(tmp_path, draw_dataset(), "drawn")
    truncate(tmp_path / "noise" / "meta.json")
    damage(tmp_path / "noise" / "meta.json")
    with pytest.raises(UserError, match=r"'noise'.*damaged.*import it again"):
        read_set(tmp_path / "noise")


def test_labels_outside_the_classes_are_a_user_error(tmp_path: Path, draw_dataset: Draw) -> None:
    write_set(tmp_path, draw_dataset(), "drawn")
    np.save(tmp_path / "noise" / "train_labels.npy", np.full(12, 3))
    with pytest.raises(UserError, match="labels outside the 3 classes"):
        read_set(tmp_path / "noise")


def test_a_set_under_another_name_is_refused(tmp_path: Path, draw_dataset: Draw) -> None:
    write_set(tmp_path, draw_dataset(), "drawn")
    (tmp_path / "noise").rename(tmp_path / "signal")
    with pytest.raises(UserError, match="its description is that of 'noise'"):
        read_set(tmp_path / "signal")


def test_only_visible_folders_are_sets(tmp_path: Path, draw_dataset: Draw) -> None:
    assert find_sets(tmp_path / "missing") == {}
    write_set(tmp_path, draw_dataset(), "drawn")
    (tmp_path / ".noise.new-1").mkdir()
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    assert list(find_sets(tmp_path)) == ["noise"]


def test_a_workspace_is_left_to_the_import_that_uses_it_until_its_process_is_gone(
    tmp_path: Path, draw_dataset: Draw
) -> None:
    with disk.open_workspace(tmp_path, "noise") as workspace:
        os.utime(workspace, (0, 0))
        write_set(tmp_path, draw_dataset(), "drawn")
        assert workspace.is_dir()
        # The number of a process that has ended may be another's by now.
        other = workspace.with_name(workspace.name.rpartition("-")[0] + "-12345")
        workspace.rename(other)
        write_set(tmp_path, draw_dataset(), "drawn")
        assert not other.is_dir()


@pytest.mark.parametrize(("age", "stays"), [(3_600, True), (48 * 3_600, False)])
def test_a_workspace_of_another_machine_stays_for_a_day(
    tmp_path: Path, draw_dataset: Draw, age: float, stays: bool
) -> None:
    with disk.open_workspace(tmp_path, "noise") as workspace:
        other = workspace.rename(tmp_path / ".noise.new-0-elsewhere-1-1")
        os.utime(other, (time.time() - age, time.time() - age))
        write_set(tmp_path, draw_dataset(), "drawn")
        assert other.is_dir() == stays


def test_a_set_is_removed_and_no_other(tmp_path: Path, draw_dataset: Draw) -> None:
    for name in ("noise", "other"):
        write_set(tmp_path, draw_dataset(name=name), "drawn")
    disk.remove_set(tmp_path, "noise")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
    for name in ("noise", "../other", ".", ""):
        with pytest.raises(UserError, match="there is no imported image set"):
            disk.remove_set(tmp_path, name)

"""Write the files of known sets, byte for byte as they are published, with few pictures.

The pictures are the bundled sample's of CIFAR-10, made larger or grey where a set has others: those of the
other sets are not at hand.
"""

import dataclasses
import functools
import gzip
import hashlib
import io
import pickle
import struct
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from aavae.data.bundled import load_bundled
from aavae.errors import UserError
from aavae.importing.files import Files
from aavae.importing.forms import recognise
from aavae.importing.known import KNOWN_SETS, Format, KnownSet
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source

FileBytes = Mapping[str, bytes]


@functools.cache
def _load_images() -> np.ndarray:
    return load_bundled().test.images[::7].copy()


def take_pictures(count: int, size: int = 32, start: int = 0) -> np.ndarray:
    """Test pictures of the bundled sample as uint8 (count, 3, size, size)."""
    images = _load_images()[start : start + count]
    if size == images.shape[2]:
        return images
    large = [Image.fromarray(image.transpose(1, 2, 0)).resize((size, size), 3) for image in images]
    return np.stack([np.asarray(image) for image in large]).transpose(0, 3, 1, 2)


def draw_labels(count: int, num_classes: int, seed: int = 0) -> np.ndarray:
    """Labels in no order, int64 (count,)."""
    return np.random.default_rng(seed).integers(0, num_classes, count)


def to_stl10(images: np.ndarray) -> bytes:
    """Pictures (N, 3, 96, 96) as train_X.bin has them: each channel down the columns."""
    return images.transpose(0, 1, 3, 2).tobytes()


def make_stl10(num_train: int, num_test: int, num_unlabelled: int) -> dict[str, bytes]:
    """All files of stl10_binary/; ten folds of two thirds of the training pictures."""
    folds = [np.random.default_rng(fold).permutation(num_train)[: 2 * num_train // 3] for fold in range(10)]
    return {
        "train_X.bin": to_stl10(take_pictures(num_train, 96)),
        "train_y.bin": (draw_labels(num_train, 10) + 1).astype(np.uint8).tobytes(),
        "test_X.bin": to_stl10(take_pictures(num_test, 96, 100)),
        "test_y.bin": (draw_labels(num_test, 10, 1) + 1).astype(np.uint8).tobytes(),
        "unlabeled_X.bin": to_stl10(take_pictures(num_unlabelled, 96, 200)),
        "class_names.txt": "".join(f"{name}\n" for name in KNOWN_SETS["stl10"].class_names).encode(),
        "fold_indices.txt": "".join(" ".join(map(str, fold)) + " \n" for fold in folds).encode(),
    }


def list_batches(name: str) -> list[str]:
    """The files of CIFAR-10 or CIFAR-100, without their endings: training first."""
    if name == "cifar100":
        return ["train", "test"]
    return [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]


def list_parts(name: str, count: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each file of CIFAR-10 or CIFAR-100 pictures (count, 3, 32, 32) and their labels."""
    classes = len(KNOWN_SETS[name].class_names)
    return {
        batch: (take_pictures(count, 32, count * number), draw_labels(count, classes, number))
        for number, batch in enumerate(list_batches(name))
    }


def make_cifar_binary(name: str, count: int) -> dict[str, bytes]:
    """The binary version of CIFAR-10 or CIFAR-100; the latter's coarse labels are all 7."""
    files = {}
    for batch, (images, labels) in list_parts(name, count).items():
        coarse = [np.full((count, 1), 7, np.uint8)] if name == "cifar100" else []
        columns = [*coarse, labels[:, None].astype(np.uint8), images.reshape(count, -1)]
        files[f"{batch}.bin"] = np.concatenate(columns, axis=1).tobytes()
    names = "".join(f"{class_name}\n" for class_name in KNOWN_SETS[name].class_names).encode()
    files["batches.meta.txt" if name == "cifar10" else "fine_label_names.txt"] = names
    return files


def make_cifar_pickled(name: str, count: int, protocol: int | None = None) -> dict[str, bytes]:
    """The python version; without a protocol as Python 2 wrote it, opcode by opcode."""
    files = {}
    key = "labels" if name == "cifar10" else "fine_labels"
    for batch, (images, labels) in list_parts(name, count).items():
        content = {
            "batch_label": f"batch of {batch}",
            key: labels.tolist(),
            "data": images.reshape(count, -1),
            "filenames": [f"picture_s_{number:06}.png" for number in range(count)],
        }
        files[batch] = _dump(content, protocol)
    names_key, meta = ("label_names", "batches.meta") if name == "cifar10" else ("fine_label_names", "meta")
    files[meta] = _dump({names_key: list(KNOWN_SETS[name].class_names)}, protocol)
    return files


def _dump(content: dict[str, Any], protocol: int | None) -> bytes:
    if protocol is None:
        return b"\x80\x02" + dump_python2(content) + b"."
    return pickle.dumps(content, protocol)


def dump_python2(value: Any) -> bytes:
    """What cPickle of Python 2 writes with protocol 2: texts and arrays as strings of bytes."""
    if isinstance(value, str | bytes):
        raw = value.encode() if isinstance(value, str) else value
        return b"U" + bytes([len(raw)]) + raw if len(raw) < 256 else b"T" + struct.pack("<i", len(raw)) + raw
    if isinstance(value, int):
        return b"K" + bytes([value]) if 0 <= value < 256 else b"J" + struct.pack("<i", value)
    if isinstance(value, list):
        return b"](" + b"".join(map(dump_python2, value)) + b"e"
    if isinstance(value, dict):
        return b"}(" + b"".join(dump_python2(part) for item in value.items() for part in item) + b"u"
    shape = b"(" + b"".join(map(dump_python2, value.shape)) + b"t"
    return (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01" + shape + b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff"
        b"\xff\xffK\x00tb\x89" + dump_python2(value.tobytes()) + b"tb"
    )


def make_cifar_matlab(name: str, count: int) -> dict[str, bytes]:
    """The Matlab version."""
    key = "labels" if name == "cifar10" else "fine_labels"
    return {
        f"{batch}.mat": to_mat(
            {
                "data": images.reshape(count, -1),
                key: labels[:, None].astype(np.uint8),
                "batch_label": f"batch of {batch}",
            }
        )
        for batch, (images, labels) in list_parts(name, count).items()
    }


def make_svhn(num_train: int, num_test: int) -> dict[str, bytes]:
    """Both splits of SVHN: the digit 0 has the label 10."""
    files = {}
    for number, (split, count) in enumerate((("train", num_train), ("test", num_test))):
        labels = draw_labels(count, 10, number)
        images = take_pictures(count, 32, 50 * number)
        content = {
            "X": images.transpose(2, 3, 1, 0),
            "y": np.where(labels == 0, 10, labels)[:, None].astype(np.uint8),
        }
        files[f"{split}_32x32.mat"] = to_mat(content)
    return files


def to_mat(content: dict[str, Any]) -> bytes:
    """A Matlab file of version 5, packed as Matlab does it."""
    buffer = io.BytesIO()
    savemat(buffer, content, do_compression=True)
    return buffer.getvalue()


def make_idx(num_train: int, num_test: int, *, packed: bool = False) -> dict[str, bytes]:
    """The four files of MNIST."""
    files = {}
    for number, (prefix, count) in enumerate((("train", num_train), ("t10k", num_test))):
        images = take_pictures(count, 28, 50 * number)[:, 1]
        labels = draw_labels(count, 10, number).astype(np.uint8)
        files[f"{prefix}-images-idx3-ubyte"] = struct.pack(">4I", 0x803, count, 28, 28) + images.tobytes()
        files[f"{prefix}-labels-idx1-ubyte"] = struct.pack(">2I", 0x801, count) + labels.tobytes()
    return {f"{name}.gz": gzip.compress(content) for name, content in files.items()} if packed else files


def write_folder(folder: Path, files: FileBytes, leave_out: Iterable[str] = ()) -> Path:
    """Writes files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if name not in leave_out:
            (folder / name).write_bytes(content)
    return folder


def write_tar(path: Path, folder: str, files: FileBytes) -> Path:
    """Writes files in a folder into a `.tar.gz`."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def open_source(folder: Path, *paths: Path) -> Source:
    """Recognises what lies in some paths; unpacks into a new folder in `folder`."""
    workspace = Path(tempfile.mkdtemp(dir=folder, prefix="workspace"))
    return recognise(Files(paths, workspace), ImportSettings())


def read_all(source: Source) -> np.ndarray:
    """All pictures of a source, (N, H, W, 3) or (N, H, W)."""
    contents = list(source.reader.read(range(len(source))))
    assert all(isinstance(content, np.ndarray) for content in contents), contents
    return np.stack([content for content in contents if isinstance(content, np.ndarray)])


def choose(source: Source, split: str) -> tuple[np.ndarray, np.ndarray]:
    """The pictures and the labels of one split."""
    rows = np.flatnonzero(source.splits == split)
    images = list(source.reader.read(rows.tolist()))
    return np.stack([np.asarray(image) for image in images]), source.labels[rows]


def complete(monkeypatch: pytest.MonkeyPatch, name: str, form: Format, counts: Mapping[str, int]) -> None:
    """Claims that a known set has so few pictures in its files: what is made here is then complete."""
    known = KNOWN_SETS[name]
    layout = known.layouts[form]
    files = tuple(file._replace(num_pictures=counts[file.name]) for file in layout.files)
    changed = dataclasses.replace(
        known, layouts={**known.layouts, form: dataclasses.replace(layout, files=files)}
    )
    monkeypatch.setitem(cast("dict[str, KnownSet]", KNOWN_SETS), name, changed)


def claim_checksums(monkeypatch: pytest.MonkeyPatch, name: str, files: FileBytes) -> None:
    """Claims that these are the official files, byte for byte."""
    md5 = {file: hashlib.md5(content).hexdigest() for file, content in files.items()}
    changed = dataclasses.replace(KNOWN_SETS[name], md5=md5)
    monkeypatch.setitem(cast("dict[str, KnownSet]", KNOWN_SETS), name, changed)


def refuse(folder: Path, message: str, *paths: Path) -> None:
    """Claims that what lies in some paths is refused in one sentence."""
    with pytest.raises(UserError, match=message) as caught:
        open_source(folder, *paths)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")

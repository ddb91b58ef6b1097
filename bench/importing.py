"""How fast image sets are imported from each form, in how much memory; or beside another version.

`python -m bench.importing` writes pictures of the bundled sample in each form, imports each once with all
that a person waits for (start of the process, worker processes, the digest), and prints pictures a second and
the peak of memory: what all of its processes have for themselves (USS), since what is shared counts once.

`python -m bench.importing --other CHECKOUT` times the PNGs in turns with the version in CHECKOUT, median of
three turns each, on the same file.
"""

import argparse
import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from PIL import Image

from aavae.data.bundled import load_bundled
from aavae.machine import describe_machine

NUM = 50_000
NUM_JPEGS = 100_000
TURNS = 3
_POLL_SECONDS = 0.1

_IMPORT = """
import sys
from pathlib import Path
if __name__ == "__main__":
    try:
        from aavae.importing.build import import_images
    except ImportError:
        from aavae.data.importing import import_images
    import_images([Path(sys.argv[1])], "measured")
"""


class Measurement(NamedTuple):
    """What one import took: seconds, and bytes at its peak."""

    seconds: float
    memory: int


def draw_images(count: int) -> Iterator[tuple[str, np.ndarray]]:
    """Class names and uint8 images (32, 32, 3), no two of them alike: the sample, shifted again and again."""
    dataset = load_bundled()
    images, labels = dataset.train.images, dataset.train.labels
    for number in range(count):
        row, shift = number % len(images), number // len(images)
        image = np.roll(images[row], shift, axis=2).transpose(1, 2, 0)
        yield dataset.train.class_names[labels[row]], np.ascontiguousarray(image)


def encode(image: np.ndarray, form: str) -> bytes:
    """An image as a file."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, form)
    return buffer.getvalue()


def write_pngs(path: Path, count: int = NUM) -> int:
    """A zip of PNGs in folders of classes, in two splits."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, image) in enumerate(draw_images(count)):
            split = "test" if number % 5 == 0 else "train"
            archive.writestr(f"{split}/{name}/{number}.png", encode(image, "PNG"))
    return count


def write_jpegs(path: Path) -> int:
    """A zip of small JPEGs that are not square, in folders of classes."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, image) in enumerate(draw_images(NUM_JPEGS)):
            large = np.asarray(Image.fromarray(image).resize((64, 48)))
            archive.writestr(f"{name}/{number}.jpg", encode(large, "JPEG"))
    return NUM_JPEGS


def write_npz(path: Path) -> int:
    """Arrays, as MedMNIST has them."""
    names, images = zip(*draw_images(NUM), strict=True)
    labels = np.unique(names, return_inverse=True)[1].astype(np.uint8)[:, None]
    half = NUM // 5
    np.savez_compressed(
        path,
        train_images=np.stack(images[half:]),
        train_labels=labels[half:],
        test_images=np.stack(images[:half]),
        test_labels=labels[:half],
    )
    return NUM


def write_parquet(path: Path) -> int:
    """PNGs in a column, as Hugging Face's datasets writes them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, images = zip(*draw_images(NUM), strict=True)
    pictures = [{"bytes": encode(image, "PNG"), "path": None} for image in images]
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    table = pa.table({"image": pa.array(pictures, kind), "label": list(names)})
    pq.write_table(table, path, row_group_size=1_000)
    return NUM


def write_webdataset(path: Path) -> int:
    """A tar of samples, each a picture and a class."""
    numbers: dict[str, int] = {}
    with tarfile.open(path, "w") as archive:
        for number, (name, image) in enumerate(draw_images(NUM)):
            label = str(numbers.setdefault(name, len(numbers)))
            for ending, content in (("png", encode(image, "PNG")), ("cls", label.encode())):
                info = tarfile.TarInfo(f"{number:06}.{ending}")
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return NUM


FORMS: dict[str, tuple[str, Callable[[Path], int]]] = {
    "zip of PNGs in folders of classes": ("png.zip", write_pngs),
    "zip of JPEGs, resized": ("jpeg.zip", write_jpegs),
    "npz of MedMNIST's kind": ("arrays.npz", write_npz),
    "Hugging Face's parquet": ("pictures.parquet", write_parquet),
    "WebDataset": ("shard.tar", write_webdataset),
}


def measure(path: Path, checkout: Path) -> Measurement:
    """Import a file with the version in a checkout, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.py"
        script.write_text(_IMPORT)
        environment = {**os.environ, "AAVAE_DATA": folder, "PYTHONPATH": str(checkout)}
        started = time.perf_counter()
        process = psutil.Popen([sys.executable, str(script), str(path)], env=environment, cwd=folder)
        memory = 0
        while True:
            try:
                process.wait(_POLL_SECONDS)
                break
            except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
                memory = max(memory, sum(_read_memory(each) for each in _list_processes(process)))
        if process.returncode:
            raise SystemExit(f"the import of {path.name} by {checkout} failed")
        return Measurement(time.perf_counter() - started, memory)


def _list_processes(process: psutil.Popen) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _read_memory(process: psutil.Process) -> int:
    try:
        return process.memory_full_info().uss
    except psutil.Error:
        return 0


def compare(folder: Path, other: Path) -> None:
    """Time the PNGs with this version and another, in turns."""
    path = folder / "png.zip"
    count = write_pngs(path)
    here = Path(__file__).resolve().parent.parent
    turns = [(measure(path, here), measure(path, other)) for _ in range(TURNS)]
    for name, index in (("this version", 0), ("the other", 1)):
        seconds = statistics.median(turn[index].seconds for turn in turns)
        memory = max(turn[index].memory for turn in turns)
        print(f"{name}: {seconds:.1f} s, {count / seconds:,.0f} pictures/s, {memory / 2**20:,.0f} MB")
    ratios = sorted(turn[1].seconds / turn[0].seconds for turn in turns)
    print(
        f"as fast as the other: {statistics.median(ratios):.2f} times ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def main() -> None:
    """Print a table of forms, or the comparison."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--other", type=Path)
    other = parser.parse_args().other
    machine = describe_machine()
    print(f"{machine['cpu']}, {machine['cores']} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if other is not None:
            compare(folder, other.resolve())
            return
        for form, (file, write) in FORMS.items():
            count = write(folder / file)
            seconds, memory = measure(folder / file, Path(__file__).resolve().parent.parent)
            print(f"{form}: {count:,} in {seconds:.1f} s, {count / seconds:,.0f}/s, {memory / 2**20:,.0f} MB")
            (folder / file).unlink()


if __name__ == "__main__":
    main()

"""Representations as a folder for TensorFlow's Embedding Projector: TensorBoard's, and the one on the web.

What the two ask for is in their code: tensorboard/plugins/projector, `projector_plugin.py` and
`projector_binary.js` (2.21).
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.csv
from PIL import Image

from aavae.atomic import write_folder_atomically
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import NO_LABEL
from aavae.evaluation.subject import Subject
from aavae.plain_json import to_json
from aavae.sharing.image_rows import ImageRows, Images, count_rows, iterate_rows, shrink

VECTORS, METADATA, SPRITE = "vectors.tsv", "metadata.tsv", "sprite.png"
MAX_SHOWN = 100_000
"""Points that TensorBoard asks for; it leaves the others out."""
MAX_SPRITE_SIDE = 8_192
"""Height and width of a sprite, in pixels, above which it is refused."""


def write_projector_folder(
    path: Path, subject: Subject, dataset: Dataset, name: RepresentationName, *, images: Images = "all"
) -> int:
    """Write `vectors.tsv`, `metadata.tsv`, `sprite.png`, `projector_config.pbtxt` and `config.json`.

    Rows and pictures are in the order of the pool, test images first. `tensorboard --logdir FOLDER` opens it;
    `config.json` is for the Projector on the web. There is either the whole folder or none.

    Args:
        path: of the folder to be.
        subject: whose representations.
        dataset: whose images.
        name: of the representation, which the subject has.
        images: all, or the test images alone.

    Returns:
        The number of points.

    Raises:
        UserError: the subject has no such representation.
        FileExistsError: something has the name already.
        OSError: the folder cannot be written.
    """
    subject.check_representation(name)
    count = count_rows(dataset, images)
    # As many rows as columns: the Projector finds a picture's row by dividing by the number of rows. And at
    # least two, by one less than which it divides.
    columns = max(2, math.ceil(math.sqrt(count)))
    side = MAX_SPRITE_SIDE // columns

    def fill(folder: Path) -> None:
        sheet, width = None, 0
        with (
            (folder / VECTORS).open("wb") as vectors,
            (folder / METADATA).open("w", encoding="utf-8") as metadata,
        ):
            # A header is expected where there are several columns, and only there.
            metadata.write("label\tsplit\tid\n")
            for rows in iterate_rows(subject, dataset, [name], images):
                values = rows.representations[name]
                width = values.shape[1]
                _write_values(values, vectors)
                metadata.writelines(_describe(rows, dataset.test.class_names))
                pictures = shrink(rows.images, side)
                if sheet is None:
                    height, across = pictures.shape[2:]
                    sheet = np.zeros((columns * height, columns * across, 3), np.uint8)
                _place(pictures, rows.ids, columns, sheet)
        assert sheet is not None
        Image.fromarray(sheet).save(folder / SPRITE)
        picture = (sheet.shape[1] // columns, sheet.shape[0] // columns)
        title = f"{subject.name}, {name}"
        (folder / "projector_config.pbtxt").write_text(
            _make_pbtxt(title, (count, width), picture), encoding="utf-8"
        )
        (folder / "config.json").write_text(_make_json(title, (count, width), picture), encoding="utf-8")

    write_folder_atomically(path, fill)
    return count


def _write_values(values: np.ndarray, file: IO[bytes]) -> None:
    """Rows of numbers with tabs between them, each as short as it can be read back to the bit."""
    table = pa.table(
        [pa.array(column) for column in values.T], names=[str(each) for each in range(values.shape[1])]
    )
    pyarrow.csv.write_csv(table, file, pyarrow.csv.WriteOptions(include_header=False, delimiter="\t"))


def _describe(rows: ImageRows, class_names: Sequence[str]) -> Iterator[str]:
    for number, label in zip(rows.ids.tolist(), rows.labels.tolist(), strict=True):
        # Spaces in place of whatever would begin a new cell or line.
        name = " ".join(class_names[int(label)].split()) if label >= 0 else NO_LABEL
        yield f"{name}\t{rows.split}\t{number}\n"


def _place(pictures: np.ndarray, ids: np.ndarray, columns: int, sheet: np.ndarray) -> None:
    height, width = pictures.shape[2:]
    cells = sheet.reshape(columns, height, columns, width, 3)
    cells[ids // columns, :, ids % columns] = pictures.transpose(0, 2, 3, 1)


def _make_pbtxt(title: str, shape: tuple[int, int], picture: tuple[int, int]) -> str:
    return (
        "embeddings {\n"
        f"  tensor_name: {to_json(title)}\n"
        f"  tensor_shape: {shape[0]}\n"
        f"  tensor_shape: {shape[1]}\n"
        f'  tensor_path: "{VECTORS}"\n'
        f'  metadata_path: "{METADATA}"\n'
        "  sprite {\n"
        f'    image_path: "{SPRITE}"\n'
        f"    single_image_dim: {picture[0]}\n"
        f"    single_image_dim: {picture[1]}\n"
        "  }\n"
        "}\n"
    )


def _make_json(title: str, shape: tuple[int, int], picture: tuple[int, int]) -> str:
    embedding = {
        "tensorName": title,
        "tensorShape": list(shape),
        "tensorPath": VECTORS,
        "metadataPath": METADATA,
        "sprite": {"imagePath": SPRITE, "singleImageDim": list(picture)},
    }
    return to_json({"embeddings": [embedding]}, indent=2) + "\n"

"""Representations as one Parquet table, a row an image: for Embedding Atlas, Hugging Face and data frames."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from aavae.atomic import write_atomically
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject
from aavae.grids import to_png
from aavae.plain_json import to_json
from aavae.sharing.image_rows import ImageRows, Images, count_rows, iterate_rows, shrink

THUMBNAIL_SIDE = 96
"""Larger pictures are scaled down to it, in pixels."""
_PICTURE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
"""How Hugging Face's datasets hold pictures, and what Embedding Atlas shows as one."""


def write_representation_table(
    path: Path,
    subject: Subject,
    dataset: Dataset,
    names: Sequence[RepresentationName],
    *,
    images: Images = "all",
    with_map: bool = False,
) -> int:
    """Write the columns id, split, label, label_name, image, one a representation, and perhaps x and y.

    id: int64, the image's number on the maps, test images first. label: int64, null where there is none, with
    its name. image: a PNG. A representation: a list of fixed size of float32. x, y: float32, UMAP's by the
    default settings, laid out for exactly these images. A batch at a time is in memory.

    Args:
        path: a file that may be written; what it held is replaced once the table is complete.
        subject: whose representations.
        dataset: whose images.
        names: the representations; a map is of the first.
        images: all, or the test images alone.
        with_map: whether x and y are columns.

    Returns:
        The number of rows.

    Raises:
        UserError: the subject has no such representation.
        OSError: the file cannot be written.
    """
    for name in names:
        subject.check_representation(name)
    coordinates = None
    if with_map:
        settings = ProjectionSettings(names[0], num_points=count_rows(dataset, images))
        coordinates = evaluate_projection(subject, dataset, settings).coordinates

    def write(temporary: Path) -> None:
        writer = None
        try:
            for rows in iterate_rows(subject, dataset, names, images):
                table = _make_table(rows, dataset.test.class_names, coordinates)
                writer = writer or pq.ParquetWriter(temporary, table.schema, compression="zstd")
                writer.write_table(table)
        finally:
            if writer is not None:
                writer.close()

    write_atomically(path, write)
    return count_rows(dataset, images)


def _make_table(rows: ImageRows, class_names: Sequence[str], coordinates: np.ndarray | None) -> pa.Table:
    is_missing = rows.labels < 0
    class_of = [None if label < 0 else class_names[label] for label in rows.labels]
    pictures = shrink(rows.images, THUMBNAIL_SIDE).transpose(0, 2, 3, 1)
    columns = {
        "id": pa.array(rows.ids),
        "split": pa.array([rows.split] * len(rows.ids)),
        "label": pa.array(rows.labels, mask=is_missing),
        "label_name": pa.array(class_of, pa.string()),
        "image": pa.array([{"bytes": to_png(picture), "path": None} for picture in pictures], _PICTURE),
    }
    for name, values in rows.representations.items():
        flat = pa.array(np.ascontiguousarray(values).reshape(-1))
        columns[name] = pa.FixedSizeListArray.from_arrays(flat, values.shape[1])
    if coordinates is not None:
        columns |= {axis: pa.array(coordinates[rows.ids, place]) for place, axis in enumerate("xy")}
    # Without it Hugging Face's datasets takes a picture for a dictionary.
    features = {"features": {"image": {"_type": "Image"}}}
    return pa.table(columns).replace_schema_metadata({"huggingface": to_json({"info": features})})

"""A file of vectors that somebody names: which form it has, and what is in it."""

from pathlib import Path

from aavae.errors import UserError
from aavae.foreign.plain_file import read_start
from aavae.foreign.vector_arrays import find_array_rows
from aavae.foreign.vector_rows import VectorRows
from aavae.foreign.vector_table import find_table_rows
from aavae.language import _

ENDINGS = (".npz", ".npy", ".parquet", ".parq", ".pq")


def find_vector_rows(path: Path, has_names: bool, most_rows: int) -> list[VectorRows]:
    """The vectors in a file, before they are read.

    Args:
        path: of an .npz, an .npy or a parquet file.
        has_names: whether images can be found by the names of their files.
        most_rows: the most rows that a table may have, as many as there are images.

    Returns:
        One, or one of each split.

    Raises:
        UserError: it is no such file, is damaged, or holds no vectors.
    """
    read_start(path, _("name the vectors' file"))
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UserError(
            _("{path} is none of the files that vectors are read from: .npz, .npy or .parquet.").format(
                path=path
            )
        )
    if ending in (".npz", ".npy"):
        return find_array_rows(path)
    return [find_table_rows(path, has_names, most_rows)]

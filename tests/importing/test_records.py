import pickle
from pathlib import Path

import numpy as np
import pytest

from aavae.importing.records import RecordReader, Records


@pytest.mark.parametrize("channels", [3, 1])
@pytest.mark.parametrize("by_columns", [False, True])
def test_pictures_are_found_between_other_bytes(tmp_path: Path, channels: int, by_columns: bool) -> None:
    images = np.random.default_rng(0).integers(0, 256, (4, channels, 5, 7), np.uint8)
    stored = images.transpose(0, 1, 3, 2) if by_columns else images
    content = b"head" + b"".join(b"ab" + image.tobytes() for image in stored)
    (tmp_path / "x").write_bytes(content)
    records = Records(tmp_path / "x", 6, channels * 35 + 2, 4, channels, (5, 7), by_columns)
    found = np.stack(list(RecordReader([records]).read([0, 2, 3])))
    expected = images[[0, 2, 3]].transpose(0, 2, 3, 1)
    np.testing.assert_array_equal(found, expected if channels == 3 else expected[..., 0])
    assert found[0].flags.c_contiguous
    assert found[0].flags.writeable


def test_a_pickled_reader_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(range(24)))
    blocks = [Records(tmp_path / "x", start, 4, 3, 1, (2, 2)) for start in (12, 0)]
    reader = RecordReader(blocks)
    expected = np.arange(24).reshape(6, 2, 2)[[3, 4, 5, 0, 1, 2]]
    for each in (reader, pickle.loads(pickle.dumps(reader))):
        np.testing.assert_array_equal(np.stack(list(each.read(range(6)))), expected)
    assert list(reader.read([])) == []

import io
import re

import numpy as np
import pytest

from aavae.importing.array_header import read_array_header


def encode(array: np.ndarray, **options: bool) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


@pytest.mark.parametrize("array", [np.zeros((3, 4), np.float16), np.asfortranarray(np.ones((5, 2), ">i8"))])
def test_a_header_says_type_shape_and_order_and_leaves_the_values(array: np.ndarray) -> None:
    content = encode(array)
    file = io.BytesIO(content)
    header = read_array_header(file, len(content))
    assert (header.dtype, header.shape) == (array.dtype, array.shape)
    assert header.is_fortran == array.flags.f_contiguous
    assert header.num_bytes == array.nbytes
    assert file.read() == array.tobytes("A")


def test_objects_are_named_and_not_made() -> None:
    content = encode(np.array([{}], object), allow_pickle=True)
    assert read_array_header(io.BytesIO(content), len(content)).dtype.hasobject


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no array at all", "magic"),
        (encode(np.zeros((3, 4)))[:-1], "an array of 96 bytes cannot be in 95"),
        (encode(np.zeros((3, 4))) + b"x", "an array of 96 bytes cannot be in 97"),
        (encode(np.zeros((3, 4))).replace(b"(3, 4)", b"(3,-4)"), "cannot be in 96"),
        (encode(np.zeros((3, 4))).replace(b"NUMPY\x01", b"NUMPY\x03"), "of version 3.0"),
    ],
)
def test_what_is_no_array_or_claims_another_size_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        read_array_header(io.BytesIO(content), len(content))

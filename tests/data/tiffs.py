"""TIFFs of kinds that Pillow does not write."""

import struct
import zlib

import numpy as np

_SHORT, _LONG = 3, 4
_FORMATS = {"u": 1, "i": 2, "f": 3}


def make_tiff(
    pixels: np.ndarray, *, white_is_zero: bool = False, planes: bool = False, packed: bool = False
) -> bytes:
    """A TIFF of one page.

    Args:
        pixels: (H, W) or (H, W, 3), of any real type.
        white_is_zero: for grey levels, whether black has the greatest values.
        planes: whether each colour is stored by itself.
        packed: whether they are deflated.
    """
    height, width, *colours = pixels.shape
    count = colours[0] if colours else 1
    ordered = pixels.astype(pixels.dtype.newbyteorder("<"))
    parts = [ordered[..., plane] for plane in range(count)] if colours and planes else [ordered]
    strips = [part.tobytes() for part in parts]
    if packed:
        strips = [zlib.compress(strip) for strip in strips]
    bits, kind = pixels.dtype.itemsize * 8, _FORMATS[pixels.dtype.kind]
    offsets = [8 + sum(map(len, strips[:number])) for number in range(len(strips))]
    tags = {
        256: (_LONG, [width]),
        257: (_LONG, [height]),
        258: (_SHORT, [bits] * count),
        259: (_SHORT, [8 if packed else 1]),
        262: (_SHORT, [2 if colours else 0 if white_is_zero else 1]),
        273: (_LONG, offsets),
        277: (_SHORT, [count]),
        278: (_LONG, [height]),
        279: (_LONG, [len(strip) for strip in strips]),
        284: (_SHORT, [2 if planes else 1]),
        339: (_SHORT, [kind] * count),
    }
    content = b"".join(strips)
    begin = 8 + len(content)
    beyond = begin + 2 + 12 * len(tags) + 4
    entries, more = b"", b""
    for tag, (type_, values) in tags.items():
        data = struct.pack(f"<{len(values)}{'H' if type_ == _SHORT else 'I'}", *values)
        if len(data) > 4:
            data, more = struct.pack("<I", beyond + len(more)), more + data
        entries += struct.pack("<HHI", tag, type_, len(values)) + data.ljust(4, b"\0")
    header = struct.pack("<2sHI", b"II", 42, begin)
    return header + content + struct.pack("<H", len(tags)) + entries + bytes(4) + more

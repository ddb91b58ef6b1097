#!/usr/bin/env bash
# Pillow 13.0.0 on a TIFF of 16-bit colours that are stored in separate planes, as scientific cameras and tifffile write it
# (PlanarConfiguration 2). Expected: the upper 8 bits of each colour, as of the same colours stored pixel by pixel, or an error.
# Seen: uncompressed, every pixel is wrong, without an error or a warning; deflated, or of 8 bits, they are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pillow==13.0.0 tifffile==2026.3.3 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
import numpy
import tifffile
from PIL import Image

colours = numpy.random.default_rng(0).integers(0, 65_536, (64, 64, 3), dtype=numpy.uint16)
upper = (colours >> 8).astype(numpy.uint8)
planes = numpy.ascontiguousarray(colours.transpose(2, 0, 1))
for name, pixels, layout, compression, is_right in (
    ("16 bits, pixel by pixel", colours, "contig", None, True),
    ("16 bits, planes, deflated", planes, "separate", "zlib", True),
    ("8 bits, planes", numpy.ascontiguousarray(upper.transpose(2, 0, 1)), "separate", None, True),
    ("16 bits, planes", planes, "separate", None, False),
):
    tifffile.imwrite("picture.tif", pixels, photometric="rgb", planarconfig=layout, compression=compression)
    with Image.open("picture.tif") as image:
        found = numpy.asarray(image)
    wrong = (found != upper).any(2).mean()
    print(f"{name}: mode {image.mode}, {wrong:.1%} of the pixels are wrong")
    assert (wrong == 0) == is_right, "Pillow behaves otherwise now"
PY

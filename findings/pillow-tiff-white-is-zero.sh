#!/usr/bin/env bash
# Pillow 13.0.0 on grey TIFFs whose tags say how values are meant. Expected: where PhotometricInterpretation says that white is
# zero, as X-ray scanners do, the picture is turned round whatever its depth; where SampleFormat says that bytes have a sign, an
# error or values with a sign. Seen: 8 bits are turned round, 16 bits and floats are not, so that the same picture is a negative;
# bytes with a sign are read without it, so that the least of them are in the middle. No error, no warning.
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


def read(values, photometric):
    tifffile.imwrite("picture.tif", values[None], photometric=photometric)
    with Image.open("picture.tif") as image:
        return image.mode, numpy.asarray(image)[0].tolist()


for kind in ("uint8", "uint16", "float32"):
    values = numpy.array([0, 50, 255], kind)
    found = {photometric: read(values, photometric) for photometric in ("minisblack", "miniswhite")}
    is_turned = found["minisblack"] != found["miniswhite"]
    print(f"{kind}: {found['minisblack']}, where white is zero {found['miniswhite']}")
    assert is_turned == (kind == "uint8"), "Pillow behaves otherwise now"
mode, found = read(numpy.array([-128, -1, 0, 127], "int8"), "minisblack")
print(f"-128, -1, 0, 127 with a sign: {mode}, {found}")
assert (mode, found) == ("L", [128, 255, 0, 127]), "Pillow behaves otherwise now"
PY

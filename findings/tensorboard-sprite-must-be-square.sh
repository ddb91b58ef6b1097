#!/usr/bin/env bash
# tensorboard 2.21.0: the Embedding Projector's shader, which cuts a point's picture out of the sprite. Expected: the
# picture's row is its index divided by the pictures in a row. Seen: it is divided by spritesPerColumn, the pictures in
# a column; nothing is said. So only of a sprite with as many rows as columns does each point show its own picture: of
# six pictures in two rows of three, the third point shows the sixth picture.
# The details of the page beside the map (spriteImageRenderer) take the sprite for square, too. The documents say of a
# sprite's size that each side is at most 8,192 pixels.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tensorboard==2.21.0
"$folder/venv/bin/python" - <<'PY'
import importlib.util
import math
from pathlib import Path

package = Path(importlib.util.find_spec("tensorboard").origin).parent
script = package / "plugins" / "projector" / "tf_projector_plugin" / "projector_binary.js"
text = " ".join(script.read_text(encoding="utf-8").split())
shader = "xyIndex = vec2(mod(spriteIndex, spritesPerRow), floor(spriteIndex / spritesPerColumn));"
assert shader in text, "the Projector behaves otherwise now"
print(shader)
for rows, columns in ((2, 3), (3, 3)):
    shown = [math.floor(index / rows) * columns + index % columns for index in range(6)]
    print(f"{rows} rows, {columns} columns: points 0 to 5 show the pictures {shown}")
PY

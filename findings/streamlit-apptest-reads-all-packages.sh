#!/usr/bin/env bash
# streamlit 1.67.0: what an `AppTest` of one line reads from the disk. Expected: its script. Seen: the metadata of every
# installed package, in search of components that packages may bring; anew for each AppTest, though not for its further
# runs. Beside two hundred packages that is half a second a test, and most of what a suite of small tests takes.
# `functools.cache` around `streamlit.components.v2.manifest_scanner.scan_component_manifests` ends it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streamlit==1.67.0
cat >"$folder/look.py" <<'PY'
import importlib.metadata
import sys

from streamlit.testing.v1 import AppTest

opened = set()


def note(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".dist-info/METADATA"):
        opened.add(str(arguments[0]))


sys.addaudithook(note)
installed = len({one.metadata["Name"] for one in importlib.metadata.distributions()})
found = []
for app in (AppTest.from_string("1"), AppTest.from_string("2")):
    for _ in range(2):
        opened.clear()
        app.run()
        found.append("all" if len(opened) == installed else len(opened))
print(*found)
PY
seen=$("$folder/venv/bin/python" "$folder/look.py" 2>/dev/null)
echo "packages whose metadata are read by an AppTest's first and second run, then by another's: $seen"
[[ $seen == "all 0 all 0" ]]

#!/usr/bin/env bash
# streamlit 1.67.0: what `AppTest.from_function(f).run()` leaves. Expected: as it was before. Seen: `sys.modules["__main__"]`
# is the function's script, written to a temporary file. multiprocessing with spawn or forkserver runs the file of
# `__main__` in each new process, so processes that a later test starts fail: the script's arguments are not defined there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streamlit==1.67.0
cat >"$folder/look.py" <<'PY'
import sys

from streamlit.testing.v1 import AppTest


def show(text):
    import streamlit

    streamlit.write(text)


before = sys.modules["__main__"]
app = AppTest.from_function(show, args=("x",)).run()
assert not app.exception
print(sys.modules["__main__"] is before, sys.modules["__main__"].__file__ == __file__)
PY
seen=$("$folder/venv/bin/python" "$folder/look.py" 2>/dev/null)
echo "the same module, the same file: $seen"
[[ $seen == "False False" ]]

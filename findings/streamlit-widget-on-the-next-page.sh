#!/usr/bin/env bash
# Streamlit 1.67.0: a keyed widget of one name on two pages. Expected: the next page's widget shows what the session
# state holds under its key when that page begins. Seen: the state still holds the choice, the widget shows its default
# (['b', 'b'], then ['b', 'c']), unless the page assigns the key again before it draws the widget.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streamlit==1.67.0
mkdir "$folder/pages"
cat >"$folder/app.py" <<'PY'
import streamlit as st

if "k" not in st.session_state:
    st.session_state["k"] = "a"
st.text(st.session_state["k"])
st.text(st.selectbox("K", ["c", "a", "b"], key="k"))
PY
cp "$folder/app.py" "$folder/pages/other.py"
cd "$folder"
venv/bin/python - 2>/dev/null <<'PY'
from streamlit.testing.v1 import AppTest

app = AppTest.from_file("app.py").run()
app.selectbox(key="k").set_value("b").run()
first = [text.value for text in app.text]
app.switch_page("pages/other.py").run()
second = [text.value for text in app.text]
print("page one:", first, "page two:", second)
assert (first, second) == (["b", "b"], ["b", "c"]), "Streamlit behaves otherwise now"
PY

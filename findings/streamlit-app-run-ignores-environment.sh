#!/usr/bin/env bash
# Streamlit 1.67.0: an app that starts itself with `st.App("page.py").run()`. Its docstring says that the settings come
# "from config.toml and environment variables as usual". Expected: STREAMLIT_SERVER_PORT=8599 and
# STREAMLIT_SERVER_ADDRESS decide where it listens, as they do for `streamlit run`, of the same file too.
# Seen: `streamlit run launch.py` listens there; `python launch.py` takes the default port, on all addresses of the
# machine, and says nothing. Only what is in config.toml or in run(config=...) counts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streamlit==1.67.0
cd "$folder"
echo 'import streamlit' >page.py
cat >launch.py <<'PY'
import streamlit as st

app = st.App("page.py")

if __name__ == "__main__":
    app.run(config={"server.headless": True, "browser.gatherUsageStats": False, "server.fileWatcherType": "none"})
PY
cat >report.py <<'PY'
"""Run launch.py up to the point where the server would listen, and print where that would be."""

import runpy
import sys

from streamlit import config
from streamlit.web.server.starlette.starlette_server import UvicornRunner

UvicornRunner.run = lambda self: print(config.get_option("server.port"), config.get_option("server.address"))
sys.argv = sys.argv[1:]
if sys.argv[0] == "streamlit":
    from streamlit.web import cli

    cli.main(sys.argv[1:], standalone_mode=False)
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
PY
export STREAMLIT_SERVER_PORT=8599 STREAMLIT_SERVER_ADDRESS=127.0.0.1
by_command=$(venv/bin/python report.py streamlit run launch.py --server.headless true \
    --browser.gatherUsageStats false)
by_itself=$(venv/bin/python report.py launch.py)
echo "streamlit run launch.py: $by_command"
echo "python launch.py: $by_itself"
[[ $by_command == "8599 127.0.0.1" ]] || { echo "streamlit run behaves otherwise now" >&2; exit 1; }
[[ $by_itself == "8501 None" ]] || { echo "App.run() behaves otherwise now" >&2; exit 1; }

#!/usr/bin/env bash
# Streamlit 1.67.0: when the server lets go of what a session held, once its tab is closed; it is kept for two minutes
# in case the browser returns. Expected: it is gone after these, by a timer. Seen: nothing looks at the time. The
# session's state is still there after the two minutes, also when somebody else has come, and goes only when another
# session ends. So what the last visitor of a day uploaded stays in memory until somebody has come and gone, unless the
# app drops it.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streamlit==1.67.0 websockets==17.4
cat >"$folder/app.py" <<'PY'
import gc
import weakref

import streamlit as st


class Upload:
    """What a session holds on to."""


@st.cache_resource
def get_all():
    return weakref.WeakSet()


if st.query_params.get("visitor") == "first":
    st.session_state["upload"] = Upload()
    get_all().add(st.session_state["upload"])
gc.collect()
st.text(len(get_all()))
PY
cat >"$folder/look.py" <<'PY'
import asyncio
import sys

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

ADDRESS = f"ws://localhost:{sys.argv[1]}/_stcore/stream"


async def run(socket, visitor):
    """What the app writes: how many uploads are in memory."""
    message = BackMsg()
    message.rerun_script.query_string = f"visitor={visitor}"
    await socket.send(message.SerializeToString())
    text = ""
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(socket.recv(), 60))
        text = answer.delta.new_element.text.body or text
        if answer.WhichOneof("type") == "script_finished":
            return int(text)


async def visit(visitor):
    async with connect(ADDRESS, subprotocols=["streamlit"]) as socket:
        return await run(socket, visitor)


async def look():
    seen = {"open": await visit("first")}
    await asyncio.sleep(130)
    async with connect(ADDRESS, subprotocols=["streamlit"]) as socket:
        seen["130 seconds after it was closed, to a second visitor"] = await run(socket, "second")
        await asyncio.sleep(2)
        seen["to the same one a little later"] = await run(socket, "second")
    await asyncio.sleep(2)
    seen["to a third, after the second has gone"] = await visit("third")
    return seen


seen = asyncio.run(look())
for when, count in seen.items():
    print(f"{when}: {count} in memory")
assert list(seen.values()) == [1, 1, 1, 0], "Streamlit behaves otherwise now"
PY
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/streamlit" run "$folder/app.py" --server.port "$port" --server.headless true \
    --browser.gatherUsageStats false >"$folder/log" 2>&1 &
server=$!
until grep -q "You can now view" "$folder/log"; do
    kill -0 "$server"
    sleep 0.5
done
"$folder/venv/bin/python" "$folder/look.py" "$port"

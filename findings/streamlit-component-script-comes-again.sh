#!/usr/bin/env bash
# Streamlit 1.67.0, st.components.v2: a component with JavaScript of its own, registered once, on a page that runs
# again. Expected: the browser gets the script once, and afterwards the component's data alone; a message that the
# browser has kept, Streamlit does not repeat. Seen: script and data are one message, so whenever the data change, be it
# by one number, the whole script is sent along. So a large script costs its size at each change, unless what is
# registered is a few lines that fetch the rest.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streamlit==1.67.0 websockets==17.4
cat >"$folder/app.py" <<'PY'
import streamlit as st
from streamlit.components.v2 import component

show = component("mine", js="export default () => {}\n//" + 200_000 * "x")
show(data={"number": st.query_params.get("number")}, key="mine")
PY
cat >"$folder/look.py" <<'PY'
import asyncio
import sys

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect


async def run(socket, number, kept):
    """Bytes that a run of the page sends to a browser that says what it has kept."""
    message = BackMsg()
    message.rerun_script.query_string = f"number={number}"
    message.rerun_script.cached_message_hashes.extend(kept)
    await socket.send(message.SerializeToString())
    size = 0
    while True:
        content = await asyncio.wait_for(socket.recv(), 60)
        size += len(content)
        answer = ForwardMsg()
        answer.ParseFromString(content)
        if answer.metadata.cacheable:
            kept.add(answer.hash)
        if answer.WhichOneof("type") == "script_finished":
            return size


async def look():
    kept = set()
    address = f"ws://localhost:{sys.argv[1]}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:
        return {
            "at first": await run(socket, 1, kept),
            "with the same data": await run(socket, 1, kept),
            "with another number": await run(socket, 2, kept),
        }


seen = asyncio.run(look())
for when, size in seen.items():
    print(f"{when}: {size:,} bytes")
first, same, other = seen.values()
assert first > 200_000 and same < 2_000, "Streamlit behaves otherwise now"
assert other > 200_000, "Streamlit behaves otherwise now"
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

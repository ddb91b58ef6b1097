#!/usr/bin/env bash
# Streamlit 1.67.0, static serving: a file is asked for again by a browser that has kept it. Expected: as the answer had
# an ETag and the time of the last change, a request with If-None-Match or If-Modified-Since gets 304 and no content.
# Seen: 200 and the whole file, each time, and no Cache-Control that would save the question. So a large file is
# transferred anew at each visit, unless the script that fetches it asks for the browser's own copy.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q streamlit==1.67.0 starlette==1.10.0
mkdir "$folder/static"
head -c 1000000 /dev/zero >"$folder/static/file.bin"
echo "import streamlit" >"$folder/app.py"
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/streamlit" run "$folder/app.py" --server.port "$port" --server.headless true \
    --server.enableStaticServing true --browser.gatherUsageStats false >"$folder/log" 2>&1 &
server=$!
until grep -q "You can now view" "$folder/log"; do
    kill -0 "$server"
    sleep 0.5
done
"$folder/venv/bin/python" - "$port" <<'PY'
import http.client
import sys


def fetch(headers):
    connection = http.client.HTTPConnection("localhost", int(sys.argv[1]), timeout=30)
    connection.request("GET", "/app/static/file.bin", headers=headers)
    answer = connection.getresponse()
    return answer.status, len(answer.read()), answer.headers


status, size, headers = fetch({})
assert (status, size) == (200, 1_000_000)
etag, changed = headers["ETag"], headers["Last-Modified"]
print(f"first: {status}, {size} bytes, ETag {etag}, Cache-Control {headers['Cache-Control']}")
assert etag and changed and headers["Cache-Control"] is None, "Streamlit behaves otherwise now"
for kept in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
    status, size, _ = fetch(kept)
    print(f"{kept}: {status}, {size} bytes")
    assert (status, size) == (200, 1_000_000), "Streamlit behaves otherwise now"
PY

#!/usr/bin/env bash
# filelock 4.2.12: a lock file that may be read but not written, as another user's 0644 file in a shared directory.
# Expected: the lock can be taken, flock(2) needs no permission to write. Seen: FileLock opens it for reading and
# writing and raises PermissionError, while flock on a read-only descriptor of the same file succeeds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q filelock==4.2.12
chmod 755 "$folder"
mkdir "$folder/shared"
touch "$folder/shared/lock"
chmod 444 "$folder/shared/lock"
chmod 777 "$folder/shared"
"$folder/venv/bin/python" - "$folder/shared/lock" <<'PY'
import fcntl
import os
import sys

from filelock import FileLock

if os.geteuid() == 0:  # root may write everything
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
path = sys.argv[1]
try:
    FileLock(path, timeout=1).acquire()
    raise SystemExit("filelock behaves otherwise now")
except PermissionError as error:
    print("FileLock:", error)
descriptor = os.open(path, os.O_RDONLY)
fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("flock on a read-only descriptor: held")
PY

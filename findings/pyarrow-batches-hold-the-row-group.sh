#!/usr/bin/env bash
# pyarrow 26.0.1: reading a parquet file of pictures in small batches. Expected: ParquetFile(...).iter_batches(batch_size=20)
# holds about a batch, or, once the documented pre_buffer=False is given, no more than a little of a row group.
# Seen: of 160 MB of pictures in one row group, as write_table makes it, the peak is 233 MB either way; with pre_buffer=False,
# a buffer_size and use_threads=False together it is 43 MB.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyarrow==26.0.1 numpy==2.4.6
cat > "$folder/read.py" <<'PY'
import json
import resource
import sys

import pyarrow.parquet as pq

path, options = sys.argv[1], json.loads(sys.argv[2])
create = {key: options.pop(key) for key in ("pre_buffer", "buffer_size") if key in options}


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


file = pq.ParquetFile(path, **create)
before = peak()
rows = sum(len(batch) for batch in file.iter_batches(batch_size=20, columns=["image"], **options))
assert rows == 32_000
print(round(peak() - before))
PY
"$folder/venv/bin/python" - "$folder/pictures.parquet" <<'PY'
import sys

import numpy
import pyarrow
import pyarrow.parquet as pq

noise = numpy.random.default_rng(0).bytes(32_000 * 5_000)
pictures = [{"bytes": noise[start : start + 5_000], "path": None} for start in range(0, len(noise), 5_000)]
kind = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
pq.write_table(pyarrow.table({"image": pyarrow.array(pictures, kind)}), sys.argv[1])
assert pq.ParquetFile(sys.argv[1]).num_row_groups == 1
PY
measure() { "$folder/venv/bin/python" "$folder/read.py" "$folder/pictures.parquet" "$1"; }
default=$(measure '{}')
unbuffered=$(measure '{"pre_buffer": false}')
bounded=$(measure '{"pre_buffer": false, "buffer_size": 1048576, "use_threads": false}')
echo "160 MB of pictures in batches of 20, peak above the start: $default MB, with pre_buffer=False $unbuffered MB," \
  "with a buffer and no threads $bounded MB"
if [ "$unbuffered" -lt 100 ] || [ "$bounded" -gt 60 ]; then
  echo "pyarrow behaves otherwise now"
  exit 1
fi

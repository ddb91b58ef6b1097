"""Which modules a part of what is shared brings along: `python -m tests.ui.server.loaded_modules PART`."""

import json
import sys

from aavae.ui.server import imports

if __name__ == "__main__":
    imports.load(sys.argv[1])  # pyright: ignore[reportArgumentType]
    print(json.dumps(sorted(sys.modules)))

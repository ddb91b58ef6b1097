"""Which modules are there once each part of what is shared is loaded, one after the other: JSON, by part."""

import json
import sys
from typing import get_args

from aavae.ui.server import imports
from aavae.ui.server.imports import Shared

if __name__ == "__main__":
    modules: dict[str, list[str]] = {}
    for part in get_args(Shared):
        imports.load(part)
        modules[part] = sorted(sys.modules)
    print(json.dumps(modules))

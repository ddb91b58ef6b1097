"""Whether the explorer of this machine answers: `python -m aavae.ui.server.health`, exit status 0 or 1.

For whoever runs it as a container. The port and the path are those of Streamlit's environment variables.
"""

import os
import sys
import urllib.request

_SECONDS = 4.0


def main() -> int:
    """Ask once; returns the exit status."""
    port = os.environ.get("STREAMLIT_SERVER_PORT") or "8501"
    path = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    address = "/".join(filter(None, [f"http://127.0.0.1:{port}", path, "_stcore/health"]))
    # Of this machine: no proxy of the network knows it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(address, timeout=_SECONDS).close()
    except OSError as error:
        print(f"aavae: {address} does not answer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

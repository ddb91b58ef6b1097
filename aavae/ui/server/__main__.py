"""Start the explorer: `python -m aavae.ui.server`, with the options of `streamlit run`.

It is `streamlit run app.py`, but what pages share is imported while the first browser is still on its way.
"""

import sys

from streamlit.web import cli

from aavae.paths import ROOT
from aavae.ui.server import imports


def main() -> None:
    """Serve until the process is told to end."""
    # Without torch, which would keep the first page waiting.
    imports.load_ahead("pages")
    sys.argv[1:1] = ["run", str(ROOT / "app.py")]
    cli.main()


if __name__ == "__main__":
    main()

"""The explorer, but it encodes no images ahead: of every test's server that would be a minute of a core.

`python -m tests.browser.quiet_server`, with the options of `python -m aavae.ui.server`.
"""

from aavae.ui.server import warm
from aavae.ui.server.__main__ import main

if __name__ == "__main__":
    warm.encode_ahead = lambda shipped: None
    main()

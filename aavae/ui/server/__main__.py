"""Start the explorer: `python -m aavae.ui.server [--serve class]`, with the options of `streamlit run`.

It is `streamlit run serve.py`, but what pages share is imported while the first browser is still on its way.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click
from streamlit.web import cli

from aavae.errors import UserError
from aavae.paths import ROOT, settle_environment
from aavae.serving import MODE, read_settings
from aavae.ui.server import imports
from aavae.ui.server.lan import find_lan_addresses, is_everywhere


def main() -> None:
    """Serve until the process is told to end."""
    sys.argv[1:] = take_mode(sys.argv[1:])
    try:
        settle_environment()
        read_settings()
    except UserError as error:
        _refuse(error)
    # Without torch, which would keep the first page waiting.
    imports.load_ahead("pages")
    sys.argv[1:1] = ["run", str(ROOT / "serve.py")]
    sys.argv += name_server(sys.argv)
    try:
        cli.main(standalone_mode=False)
    except UserError as error:  # of serve.py, which knows Streamlit's options and secrets
        _refuse(error)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        print("Stopped.")  # by Ctrl-C, as one ends it
    else:
        # Other processes a signal has ended by now, but not a container's first one. Threads that still
        # compute would crash while Python tidies up.
        sys.stdout.flush()
        os._exit(0)


def _refuse(error: UserError) -> NoReturn:
    print(f"aavae: {error}", file=sys.stderr)
    sys.exit(2)


def take_mode(arguments: Sequence[str]) -> list[str]:
    """Put `--serve class` into the environment, where what Streamlit runs finds it.

    Args:
        arguments: of the command line.

    Returns:
        The others.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--serve")
    given, others = parser.parse_known_args(list(arguments))
    if given.serve is not None:
        os.environ[MODE] = given.serve
    return others


def name_server(options: Sequence[str]) -> list[str]:
    """Options that name the address of a server for the whole network, unless these or the environment do.

    Without one Streamlit asks a server in the internet for it, to print it.

    Args:
        options: those of the command line.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--server.address", dest="listens")
    parser.add_argument("--browser.serverAddress", dest="named")
    given, _ = parser.parse_known_args(list(options))
    listens = given.listens or os.environ.get("STREAMLIT_SERVER_ADDRESS")
    named = given.named or os.environ.get("STREAMLIT_BROWSER_SERVER_ADDRESS")
    if listens is None or named is not None or not is_everywhere(listens):
        return []
    return [f"--browser.serverAddress={address}" for address in find_lan_addresses()[:1]]


if __name__ == "__main__":
    main()

"""Print what pages say in English whatever the language: `python -m bench.untranslated embedding_map jobs`.

The app is served in a pseudo language, every letter of which has a mark; what is left in plain letters never
went through `aavae.language`. Names and data are in plain letters in every language.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.accessibility import PAGES, walk
from tests.browser.conftest import Server, launch_chromium
from tests.browser.pseudo_language import CODE, find_plain, is_name, write_pseudo_language


def main(arguments: list[str] | None = None) -> None:
    """Visit pages and all their sections, and print what is in plain letters there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("addresses", nargs="*", default=PAGES, help="of pages; all, if none is named")
    addresses = parser.parse_args(arguments).addresses
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_pseudo_language(folder / "locale")
        with Server(folder, cache=folder / "cache", locale=folder / "locale") as server:
            browser = launch_chromium(playwright)
            page = browser.new_context(locale=CODE, viewport={"width": 1440, "height": 900}).new_page()
            for address in addresses:
                for place in walk(page, server.url, address):
                    print(f"== {place}")
                    print(*find_plain(page, is_name), sep="\n")
            browser.close()


if __name__ == "__main__":
    main()

import shutil
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

PAGE = Path(__file__).with_name("image_table_page.py")


def test_a_table_of_images_has_tools_but_none_that_saves_formulas(tmp_path: Path, page: Page) -> None:
    with Server(tmp_path, str(shutil.copy(PAGE, tmp_path))) as server:
        page.goto(server.url)
        page.get_by_test_id("stDataFrame").hover()
        expect(page.get_by_role("button", name="Search")).to_be_visible()
        download = page.get_by_role("button", name="Download", include_hidden=True)
        expect(download).to_have_count(1)
        expect(download).to_be_hidden()

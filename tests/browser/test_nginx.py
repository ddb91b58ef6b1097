"""The explorer under a path of a site, behind nginx as it is shipped for it."""

import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import SITE, Server
from tests.browser.nginx import HOW_TO_INSTALL, PATH, Nginx, find_nginx
from tests.browser.test_pages import TITLES, assert_healthy, settle

_SEARCH = re.compile(r"/_stcore/(health|host-config)$")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory, warm_cache: Path) -> Iterator[Nginx]:
    """Where there is none the tests are skipped, but in continuous integration they fail."""
    program = find_nginx()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(HOW_TO_INSTALL, pytrace=False)
        pytest.skip(HOW_TO_INSTALL)
    folder = tmp_path_factory.mktemp("nginx")
    with Server(folder, cache=warm_cache, path=PATH) as server, Nginx(folder, program, server) as nginx:
        yield nginx


@pytest.fixture(autouse=True)
def all_is_found_below_the_path(nginx: Nginx, page: Page) -> Iterator[None]:
    """Whatever a page asks this site for, it finds, and asks for it below the path.

    Streamlit alone looks for its server: beside the address that a browser opens, then in folders above it.
    """
    wrong: list[str] = []

    def note(response: Response) -> None:
        if not response.url.startswith(f"http://{SITE}") or _SEARCH.search(response.url):
            return
        if response.status >= 400 or not response.url.startswith(nginx.url):
            wrong.append(f"{response.status} {response.url}")

    page.context.on("response", note)
    yield
    page.context.remove_listener("response", note)
    assert not wrong


def visit(page: Page, nginx: Nginx, path: str) -> None:
    page.goto(f"{nginx.url}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[path.split("?")[0]])
    settle(page)
    assert_healthy(page)


def test_all_pages_open_by_a_click_and_the_first_one_again(nginx: Nginx, page: Page) -> None:
    visit(page, nginx, "")
    for path, title in [*list(TITLES.items())[1:], ("", TITLES[""])]:
        page.get_by_test_id("stSidebar").get_by_role("link", name=title if path else "Home").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        settle(page)
        assert_healthy(page)
        expect(page).to_have_url(re.compile(rf"^{re.escape(nginx.url)}/{path}(\?|$)"))
    # What the first page fetches is relative to its address, which a click chose.
    expect(page.locator(".pictures img")).to_have_count(70)


def test_without_its_slash_the_path_leads_to_the_first_page(nginx: Nginx, page: Page) -> None:
    page.goto(f"{nginx.url}?language=de")
    expect(page).to_have_url(re.compile(rf"^{re.escape(nginx.url)}/\?.*language=de"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Warum sieht ein AAVAE besser als ein VAE?")


def test_a_link_with_choices_shows_them_and_its_terms_lead_to_the_glossary(nginx: Nginx, page: Page) -> None:
    visit(page, nginx, "similarity?different=by+class")
    expect(page.locator(".js-plotly-plot").first).to_contain_text("same class")
    term = page.locator('a[href*="glossary?term="]').first
    expect(term).to_be_visible()
    address = term.evaluate("link => link.href")
    assert address.startswith(f"{nginx.url}/glossary?term=")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["glossary"])


def test_a_figure_is_seen_alone_and_saved_as_csv(nginx: Nginx, page: Page) -> None:
    visit(page, nginx, "similarity")
    link = page.get_by_role("link", name="Clean view").first
    expect(link).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    assert len(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()) > 10
    with page.context.expect_page() as opened:
        link.click()
    alone = opened.value
    assert alone.url.startswith(f"{nginx.url}/similarity?")
    expect(alone.locator(".st-key-clean_view .js-plotly-plot")).to_be_visible()


def test_the_map_fetches_what_is_published_and_opens_windows(nginx: Nginx, page: Page) -> None:
    with page.expect_response(lambda answer: answer.url.startswith(f"{nginx.url}/published/")) as fetched:
        visit(page, nginx, "embedding_map?image=7")
    assert fetched.value.ok
    expect(page.locator("canvas").first).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=re.compile("window")).first.click()
    window = opened.value
    expect(window.locator("canvas").first).to_be_visible()
    window.close()


def test_a_picture_is_uploaded(nginx: Nginx, page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    # More than nginx takes by itself, which is 1 MB.
    Image.effect_noise((1_500, 1_500), 80).save(picture)
    assert picture.stat().st_size > 1.5e6
    visit(page, nginx, "reconstruct?section=Many+images")
    page.get_by_role("radio", name="my own").click()
    settle(page)
    page.locator('input[type="file"]').set_input_files(picture)
    expect(page.locator(".pictures figcaption").first).to_have_text("picture.png")
    settle(page)
    assert_healthy(page)


def test_phones_join_a_class_under_the_path(nginx: Nginx, page: Page) -> None:
    visit(page, nginx, "class")
    page.get_by_role("button", name="Open a class").click()
    code = page.locator(".class-code").inner_text()
    address = f"{nginx.url}/class"
    expect(page.get_by_role("img", name=f"QR code of {address}?class={code}")).to_be_visible()
    expect(page.get_by_text(address.removeprefix("http://"), exact=True)).to_be_visible()
    phone = page.context.new_page()
    phone.goto(f"{address}?class={code}")
    phone.get_by_role("button", name="Give this answer").click()
    expect(phone.get_by_text("Your answer is in: 50 of 100")).to_be_visible()
    page.get_by_role("button", name="End the class").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("button", name="Open a class")).to_be_visible()


def test_nothing_is_offered_beside_the_path(nginx: Nginx) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{nginx.port}/_stcore/health", timeout=5).close()
    refused.value.close()
    assert refused.value.code == 404

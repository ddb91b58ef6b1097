"""The administrator's login, at a real provider of OpenID Connect on this machine."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.class_server import USERS, ClassServer
from tests.browser.conftest import open_context

OPEN = "Open a class"


@pytest.fixture(scope="module")
def served(class_server: ClassServer) -> Iterator[ClassServer]:
    """What the module leaves there goes with it."""
    yield class_server
    class_server.forget()


@pytest.fixture
def log_in(served: ClassServer, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    contexts = []

    def log_in(name: str) -> Page:
        contexts.append(open_context(chromium, 1440, 900))
        page = contexts[-1].new_page()
        page.goto(f"{served.url}/class")
        expect(page.get_by_role("button", name=OPEN)).to_be_disabled()
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("button", name=name, exact=True).click()
        # Streamlit leads to the front page.
        page.wait_for_url(f"{served.url}/")
        page.goto(f"{served.url}/class")
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        return page

    yield log_in
    for context in contexts:
        context.close()


def test_who_logs_in_as_the_administrator_is_it_until_they_log_out(
    served: ClassServer, log_in: Callable[[str], Page]
) -> None:
    page = log_in("teacher")
    expect(page.get_by_text(f"Logged in as {USERS['teacher']['email']}, the administrator.")).to_be_visible()
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_role("button", name="Show the answer")).to_be_enabled()
    page.goto(f"{served.url}/jobs")
    expect(page.get_by_text("This browser is the administrator's")).to_be_visible()
    expect(page.get_by_role("heading", name="Where jobs run")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    # The provider's own question, whether to log out there, too.
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{served.url}/")
    page.goto(f"{served.url}/jobs")
    expect(page.get_by_text("You are visitor")).to_be_visible()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect(page.get_by_role("heading", name="Where jobs run")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("student", "student@example.org, which is not an administrator's address"),
        ("liar", "does not say that the address is verified"),
    ],
)
def test_no_other_address_is_the_administrator(
    name: str, sentence: str, log_in: Callable[[str], Page]
) -> None:
    page = log_in(name)
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_role("button", name=OPEN)).to_be_disabled()

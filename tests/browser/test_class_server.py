"""A server for a class: whom it lets in, what it takes, and what a visitor who forges messages gets."""

import contextlib
import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from aavae.jobs.job import Job, jobs_dir, read_jobs
from tests.browser.class_server import ADMIN, SESSIONS, TOKEN, ClassServer, forge, make_cookie
from tests.browser.conftest import open_context
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def served(class_server: ClassServer) -> Iterator[ClassServer]:
    """What the module leaves there goes with it."""
    yield class_server
    class_server.forget()


def list_trainings(served: ClassServer, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    monkeypatch.setenv("AAVAE_RUNS", served.environment["AAVAE_RUNS"])
    assert jobs_dir().is_relative_to(served.folder)
    return [job for job in read_jobs() if job.spec.kind == "training"]


def test_each_browser_gets_a_cookie_of_its_own_once(served: ClassServer) -> None:
    cookies = [served.open_page()[1]["Set-Cookie"] for _ in range(2)]
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert cookies[0].split(";")[0] != cookies[1].split(";")[0]
    assert served.open_page(cookie=cookies[0].split(";")[0])[1]["Set-Cookie"] is None
    assert "aavae_visitor" in served.open_page(cookie="aavae_visitor=short")[1]["Set-Cookie"]


def test_the_administrators_link_leads_to_the_page_without_the_token(served: ClassServer) -> None:
    status, headers, _ = served.open_page(f"?step=kl&admin={TOKEN}")
    assert status == 303
    assert headers["Location"] == "?step=kl"
    assert headers["Set-Cookie"].startswith(f"aavae_admin={TOKEN};")
    assert "SameSite=Strict" in headers["Set-Cookie"]
    status, headers, _ = served.open_page("?admin=wrong")
    assert (status, headers["Set-Cookie"]) == (303, None)
    assert served.log.read_text().count(TOKEN) == 1


def test_a_full_server_says_so_and_lets_the_administrator_in(served: ClassServer) -> None:
    address = served.url.replace("http", "ws") + "/_stcore/stream"
    with contextlib.ExitStack() as taken:
        for _ in range(SESSIONS):
            taken.enter_context(connect(address, subprotocols=["streamlit"]))  # type: ignore[list-item]
        status, headers, text = served.open_page()
        assert status == 503
        assert int(headers["Retry-After"]) > 0
        assert f"All {SESSIONS} places of this server are taken" in text
        german = served.ask("GET", "/", {"Accept": "text/html", "Accept-Language": "de-CH,en;q=0.5"})[2]
        assert "Plätze" in german
        with pytest.raises(InvalidStatus), connect(address, subprotocols=["streamlit"]):  # type: ignore[list-item]
            pass
        assert served.ask("GET", "/_stcore/health")[0] == 200
        assert served.open_page(cookie=ADMIN)[0] == 200
        with connect(address, subprotocols=["streamlit"], additional_headers={"Cookie": ADMIN}):  # type: ignore[list-item]
            pass
    deadline = time.monotonic() + PATIENCE
    while served.open_page()[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_tab_may_not_fill_the_memory_with_uploads(served: ClassServer) -> None:
    with forge(served, "images", make_cookie("a")) as visitor:
        path = f"/_stcore/upload_file/{visitor.session}/file"
        status, _, text = served.ask(
            "PUT", path, {"Content-Length": str(2 * 10**9), "Cookie": make_cookie("a")}
        )
        assert status == 413
        assert text.startswith("A tab may send")


def test_a_forged_press_starts_stops_and_changes_nothing(
    served: ClassServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with forge(served, "train", make_cookie("a")) as anne:
        anne.press(anne.ids["Start"])
    (job,) = list_trainings(served, monkeypatch)
    assert job.spec.owner
    with forge(served, "jobs", make_cookie("b")) as bert:
        assert bert.stops
        for stop in bert.stops:
            bert.press(stop)
        assert "Somebody else started this" in bert.words
        assert job.seconds_since_stop is None
        # What the page does not draw for Bert, under the name that it has for the administrator.
        with forge(served, "jobs", ADMIN) as teacher:
            for hidden in ("Save", "Import"):
                assert hidden not in bert.ids
                if hidden in teacher.ids:
                    bert.press(teacher.ids[hidden])
        assert not (jobs_dir() / "settings.json").exists()
    with forge(served, "class", make_cookie("b")) as bert:
        bert.press(bert.ids["Open a class"])
        assert "Only the administrator may open a class here" in bert.words
        # The words of a class's style name its code, too.
        assert not re.search(r"class=\W+class-code", bert.words)
    with forge(served, "train", make_cookie("a")) as anne:
        anne.press(anne.ids["Start"])
        assert "may keep 1 run" in anne.words
    assert len(list_trainings(served, monkeypatch)) == 1
    with forge(served, "jobs", make_cookie("a")) as anne:
        for stop in anne.stops:
            anne.press(stop)
    deadline = time.monotonic() + PATIENCE
    while any(job.status.is_active for job in list_trainings(served, monkeypatch)):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_two_visitors_and_the_administrator_see_what_is_theirs(
    served: ClassServer, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: dict[str, Page] = {}
    contexts = {name: open_context(chromium, 1440, 900) for name in ("anne", "bert", "teacher")}
    try:
        for name, context in contexts.items():
            pages[name] = context.new_page()
        pages["teacher"].goto(f"{served.url}/class?admin={TOKEN}")
        expect(pages["teacher"].get_by_role("button", name="Open a class")).to_be_enabled()
        assert "admin" not in urlsplit(pages["teacher"].url).query
        pages["bert"].goto(f"{served.url}/class")
        expect(pages["bert"].get_by_role("button", name="Open a class")).to_be_disabled()
        expect(pages["bert"].get_by_text("Only the administrator may open a class here")).to_be_visible()
        for name in ("bert", "teacher"):
            pages[name].goto(f"{served.url}/jobs")
            expect(pages[name].get_by_role("heading", name="This server")).to_be_visible()
        expect(pages["bert"].get_by_text("You are visitor")).to_be_visible()
        expect(pages["bert"].get_by_role("heading", name="Where jobs run")).to_have_count(0)
        expect(pages["bert"].get_by_text("once the administrator has imported it")).to_be_visible()
        expect(pages["teacher"].get_by_role("heading", name="Where jobs run")).to_be_visible()
        expect(pages["bert"].get_by_test_id("stAlertContentError")).to_have_count(0)
    finally:
        for context in contexts.values():
            context.close()

"""A dot of a study's figure chooses its model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aavae.studies.registry import find_study
from aavae.studies.table import write_table
from tests.browser.conftest import Server
from tests.studies.examples import make_row, make_table


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with a table of the ablation, in which every accuracy is another."""
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))
    rows = [
        make_row(
            0.4 + 0.02 * index,
            run=plan.name,
            method=plan.config.method,
            settings=plan.settings,
            num_epochs=plan.config.num_epochs,
        )
        for index, plan in enumerate(find_study("ablation").plan_runs(seeds=1))
    ]
    write_table(make_table("ablation", rows))
    with Server(tmp_path) as server:
        yield server


def test_a_click_on_a_dot_chooses_its_model_and_the_link_keeps_it(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/studies")
    choice = page.get_by_role("combobox", name="Open a model")
    expect(choice).to_have_value("AAVAE")
    dots = page.locator(".x2y .scatterlayer .trace .points path:not([d='M0,0'])")
    dots.first.scroll_into_view_if_needed()
    dots.first.click(force=True)
    expect(choice).to_have_value("AAVAE with KL")
    expect(page).to_have_url(f"{server.url}/studies?ablation_model=study-aavae-beta-1-seed-0")
    page.reload()
    expect(choice).to_have_value("AAVAE with KL")

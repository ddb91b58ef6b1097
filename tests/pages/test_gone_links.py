"""A link to what is not there any more says so, on every page, and shows what is there."""

import pytest

from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page


@pytest.mark.parametrize(
    ("page", "key", "what"),
    [
        ("reconstruct", "models", "model"),
        ("reconstruct", "data", "image set"),
        ("embedding_map", "model_b", "model"),
        ("similarity", "model_a", "model"),
        ("linear_probe", "baseline_models", "model"),
        ("diagnostics", "data", "image set"),
        ("watch", "runs", "run"),
        ("jobs", "run", "run"),
        ("studies", "ablation_model", "model"),
    ],
)
def test_what_is_gone_is_named(page: str, key: str, what: str) -> None:
    make_run("mine")
    app = open_page(page, {key: "gone"})
    assert_healthy(app)
    (sentence,) = [warning.value for warning in app.warning]
    assert sentence.startswith(f"There is no {what} 'gone' here, so this page shows ")
    assert key not in app.query_params


def test_a_link_to_one_s_own_run_is_its_name() -> None:
    make_run("mine")
    app = open_page("jobs", {"run": "mine"})
    links = {link.label: link.proto.query_string for link in app.main.page_link}
    assert links["Watch"] == "runs=mine"
    assert not app.warning
    app = open_page("watch", {"runs": "vae"})
    assert app.multiselect(key="runs").value == ["vae"]
    assert app.query_params["runs"] == "vae"

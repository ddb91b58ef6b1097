from aavae.evaluation.generation.sample_quality import evaluate_floor, evaluate_sample_quality
from aavae.sharing.notebooks.generation import recompute_quality
from tests.sharing.notebooks.conftest import Run, Small


def test_the_notebook_has_what_the_page_has_measured_and_no_more(small: Small, run_cells: Run) -> None:
    again = recompute_quality(*small, "test", {"one": ["prior"], "two": []})
    found = run_cells(again.cells)
    quality = evaluate_sample_quality(small.subjects[0], small.dataset, "prior", against="test")
    floor, row = found["rows"]
    assert row == {"model": "one (yours)", "images": "prior", **quality._asdict()}
    assert floor["frechet"] == evaluate_floor(small.dataset).frechet
    assert found["figure"].data
    assert again.commands[0].endswith("--quality --against test")

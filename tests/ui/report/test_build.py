import json
from functools import partial

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.sharing.notebooks.similarity import recompute_similarity
from aavae.ui.report.build import build_notebook, build_report
from aavae.ui.report.record import Record


def make_record(dataset: Dataset) -> Record:
    record = Record("Similarity", "How **alike**?", address="http://localhost/similarity")
    record.subjects = {"pixels": find_subject("pixels")}
    record.dataset = dataset
    record.recomputation = partial(
        recompute_similarity,
        [find_subject("pixels")],
        dataset,
        representation="h",
        measure="cosine",
        config=AugmentConfig(),
    )
    return record


def test_a_report_says_what_the_page_is_about_and_how_to_get_the_same(tiny_dataset: Dataset) -> None:
    page = build_report(make_record(tiny_dataset)).decode()
    for text in (
        "<h1>Similarity</h1>",
        "http://localhost/similarity",
        tiny_dataset.digest,
        "Raw pixels",
        "seed 0",
        "python -m aavae similarity pixels --data tiny",
        "<th>torch</th>",
        # The styles of pictures are the page's own.
        ".pictures-title",
    ):
        assert text in page
    # No figure, no script of megabytes.
    assert len(page) < 100_000


def test_a_notebook_begins_with_what_it_is(tiny_dataset: Dataset) -> None:
    notebook = json.loads(build_notebook(make_record(tiny_dataset)))
    head = "".join(notebook["cells"][0]["source"])
    assert head.startswith("# Similarity\n\nHow **alike**?")
    assert "python -m aavae similarity pixels" in head
    assert any("evaluate_pairs" in "".join(cell["source"]) for cell in notebook["cells"])

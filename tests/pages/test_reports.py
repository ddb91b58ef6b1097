"""A report holds what is on screen; a notebook computes the same numbers in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.paths import ROOT, data_dir
from aavae.sharing.page_report import Figure, Metrics, Paragraph, Part, Pictures, Table
from aavae.ui.report.build import build_notebook, build_report
from aavae.ui.report.parts import make_parts
from aavae.ui.report.record import Record
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page
from tests.patience import PATIENCE

_RUN = """
import json, sys
namespaces = []
for path in sys.argv[1:]:
    namespace = {}
    for cell in json.load(open(path))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), namespace)
    namespaces.append([{name: str(value) for name, value in row.items()} for row in namespace["rows"]])
print(json.dumps(namespaces))
"""

pytestmark = pytest.mark.usefixtures("no_processes")


@pytest.fixture
def drawn(tiny_dataset: Dataset, no_checkpoints: None) -> dict[str, str | list[str]]:
    """Two models of random weights and a small image set, as the pages' links name them."""
    make_run("one", "vae")
    make_run("two", "aavae")
    write_set(data_dir(), tiny_dataset, "drawn")
    return {
        "data": tiny_dataset.name,
        "model_a": "one",
        "model_b": "two",
        "models": ["one", "two"],
        "baseline_models": ["one", "two"],
    }


def open_recorded(name: str, query: dict) -> tuple[AppTest, Record]:
    app = open_page(name, query)
    assert_healthy(app)
    return app, app.session_state["report.record"]


def list_kinds(parts: list[Part]) -> set[type]:
    return {type(part) for part in parts}


def test_the_similarity_page_is_in_its_report_and_follows_its_choices(drawn: dict) -> None:
    app, record = open_recorded("similarity", drawn)
    parts = make_parts(record)
    figures = [part for part in parts if isinstance(part, Figure)]
    charts = app.get("plotly_chart")
    assert [figure.specification for figure in figures] == [chart.proto.spec for chart in charts]
    assert all(len(figure.rows) == 160 for figure in figures)
    metrics = [value for part in parts if isinstance(part, Metrics) for _, value in part.values]
    assert metrics == [metric.value for metric in app.metric]
    (table,) = [part for part in parts if isinstance(part, Table)]
    assert [row["AUC"] for row in table.rows] == list(app.table[0].value["AUC"])
    assert Paragraph(app.info[0].value, "notice") in parts
    page = build_report(record).decode()
    for text in ("one (yours)", "two (yours)", "<th>Measure</th><td>cosine</td>"):
        assert text in page
    # Defaults as well, which may be others when the link is opened.
    assert "model_a=one&model_b=two" in record.address
    assert "measure=cosine" in record.address
    # What is not there any more is not in the report.
    app.button_group(key="similarity_section").set_value("Views").run()
    parts = make_parts(app.session_state["report.record"])
    assert list_kinds(parts) >= {Figure, Pictures}
    assert Table not in list_kinds(parts)


@pytest.mark.parametrize(
    ("name", "query", "kinds", "has_notebook"),
    [
        ("home", {}, {Paragraph}, False),
        ("diagnostics", {"diagnostic": "latents"}, {Figure, Table, Paragraph}, True),
        ("embedding_map", {"points": "1000"}, {Figure, Paragraph}, True),
        ("reconstruct", {"section": "wall"}, {Pictures, Paragraph}, True),
        ("reconstruct", {"section": "images"}, {Pictures, Paragraph}, False),
        ("generate", {"generate_section": "samples"}, {Pictures, Paragraph}, False),
        ("jobs", {}, {Table, Paragraph}, False),
    ],
)
def test_a_page_is_in_its_report(name: str, query: dict, kinds: set, has_notebook: bool, drawn: dict) -> None:
    _, record = open_recorded(name, drawn | query)
    assert list_kinds(make_parts(record)) >= kinds
    assert (record.recomputation is not None) == has_notebook
    assert record.title in build_report(record).decode()


def test_studies_and_results_have_their_tables_in_a_notebook() -> None:
    for name in ("results", "studies"):
        _, record = open_recorded(name, {})
        assert list_kinds(make_parts(record)) >= {Figure, Paragraph}
        assert b"load_table" in build_notebook(record)


def test_notebooks_compute_the_pages_numbers_in_a_process_of_their_own(drawn: dict, tmp_path: Path) -> None:
    _, similarity = open_recorded("similarity", drawn)
    _, probes = open_recorded("linear_probe", drawn)
    paths = []
    for number, record in enumerate((similarity, probes)):
        paths.append(tmp_path / f"{number}.ipynb")
        paths[-1].write_bytes(build_notebook(record))
    # Nothing that the pages computed is there to be read.
    environment = os.environ | {"AAVAE_CACHE": str(tmp_path / "empty"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *map(str, paths)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pairs, accuracies = json.loads(done.stdout)
    metrics = [part for part in make_parts(similarity) if isinstance(part, Metrics)]
    assert [f"{float(row['auc']):.3f}" for row in pairs] == [dict(part.values)["AUC"] for part in metrics]
    figure = next(part for part in make_parts(probes) if isinstance(part, Figure))
    assert accuracies == [{name: str(value) for name, value in row.items()} for row in figure.rows]

import base64
import csv
import io
import json
import re

import plotly.graph_objects as go
import pytest

from aavae.sharing.page_report import (
    MOST_ROWS,
    Code,
    Figure,
    Heading,
    Metrics,
    ModelFacts,
    Paragraph,
    Part,
    Pictures,
    Report,
    Table,
    format_markdown,
    format_report,
)

NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
SCRIPT = "window.Plotly = {}; // </script> in a comment"


def make_report(*parts: Part) -> Report:
    return Report(
        title="Similarity",
        introduction="How **alike**?",
        address="http://localhost:8501/similarity?model_a=vae",
        date="2026-01-01",
        settings=[("Measure", "cosine")],
        images={"Digest": "abc"},
        models=[ModelFacts("AAVAE", {"Digest": "def"}, "- Epochs: 2", '{"seed": 0}')],
        parts=parts,
        seeds="Seed 0.",
        commands=["python -m aavae similarity aavae"],
        versions={"torch": "2"},
    )


def read_rows(page: str) -> list[list[dict[str, str]]]:
    """The CSV of each table."""
    data = re.findall(r'href="data:text/csv;base64,([^"]*)"', page)
    texts = [base64.b64decode(each).decode("utf-8-sig") for each in data]
    return [list(csv.DictReader(io.StringIO(text))) for text in texts]


def test_everything_is_there() -> None:
    page = format_report(
        make_report(
            Heading("A part", 3),
            Paragraph("It **is**.", "notice"),
            Metrics([("AUC", "0.9")]),
            Table([{"a": 1, "b": None}], "numbers", "Its table"),
            Pictures('<img src="data:image/png;base64,AA" alt="one">'),
            Code("x = 1"),
        ),
        SCRIPT,
    )
    for text in (
        "<h1>Similarity</h1>",
        "<strong>alike</strong>",
        "model_a=vae",
        "<th>Measure</th><td>cosine</td>",
        "<h3>A part</h3>",
        '<div class="notice"><p>It <strong>is</strong>.</p>',
        "<dt>AUC</dt><dd>0.9</dd>",
        "<caption>Its table</caption>",
        "<td>1</td><td>–</td>",
        'alt="one"',
        "x = 1",
        "<li>Epochs: 2</li>",
        "python -m aavae similarity aavae",
        "<th>torch</th><td>2</td>",
    ):
        assert text in page
    assert read_rows(page) == [[{"a": "1", "b": ""}]]
    # Without a figure there is nothing to run.
    assert "<script" not in page


def test_plotly_is_there_once_and_cannot_end_its_element() -> None:
    figure = go.Figure(go.Bar(x=[NASTY], y=[1]))
    parts = [Figure(str(figure.to_json()), f"Bars {number}", [{"y": 1}], "bars") for number in range(2)]
    page = format_report(make_report(*parts), SCRIPT)
    assert page.count("window.Plotly = {}") == 1
    assert page.count("</script") == page.count("<script")
    found = re.findall(r'<script type="application/json" data-for="(.*?)">(.*?)</script>', page)
    assert [name for name, _ in found] == ["figure-0", "figure-1"]
    assert json.loads(found[0][1])["data"][0]["x"] == [NASTY]
    assert 'role="img" aria-label="Bars 1"' in page


@pytest.mark.parametrize(
    "part",
    [
        Heading(NASTY),
        Paragraph(NASTY),
        Metrics([(NASTY, NASTY)]),
        Table([{NASTY: NASTY}], NASTY, NASTY),
        Figure('{"data": []}', NASTY, [], NASTY),
        Code(NASTY),
    ],
)
def test_what_people_write_stays_text(part: Part) -> None:
    page = format_report(make_report(part), "")
    assert "alert(1)" in page
    assert "<img" not in page
    assert "<script>alert" not in page


def test_names_of_models_and_settings_stay_text() -> None:
    report = make_report()._replace(
        title=NASTY,
        introduction=NASTY,
        address=f"http://x/{NASTY}",
        settings=[(NASTY, NASTY)],
        images={NASTY: NASTY},
        models=[ModelFacts(NASTY, {NASTY: NASTY}, NASTY, NASTY)],
        seeds=NASTY,
        commands=[NASTY],
        versions={NASTY: NASTY},
    )
    page = format_report(report, "")
    assert "<img" not in page
    assert "<script" not in page
    assert 'href="javascript:' not in format_report(report._replace(address="javascript:alert(1)"), "")


def test_a_long_table_is_whole_in_its_csv_alone() -> None:
    rows = [{"number": number} for number in range(MOST_ROWS + 5)]
    page = format_report(make_report(Table(rows, "numbers")), "")
    assert f"<td>{MOST_ROWS - 1}</td>" in page
    assert f"<td>{MOST_ROWS}</td>" not in page
    assert f"The first {MOST_ROWS} of {MOST_ROWS + 5} rows" in page
    assert len(read_rows(page)[0]) == MOST_ROWS + 5


def test_markdown_loses_the_marks_that_only_streamlit_knows_and_fetches_nothing() -> None:
    assert format_markdown(":material/lightbulb: :small[Yes]") == "<p>Yes</p>\n"
    assert "<img" not in format_markdown("![a picture](http://example.com/a.png)")
    assert "href" not in format_markdown("[a link](javascript:alert)")

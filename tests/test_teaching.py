"""The numbers and links of docs/teaching.md are those of the shipped models and of the app."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aavae.paths import ROOT, checkpoints_dir
from aavae.studies.table import load_table
from aavae.teaching.truths import read_accuracy, read_informative_latents, read_switch_effects

TEXT = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8501"


def read_section(heading: str) -> str:
    """What stands below a heading, in one line."""
    start = TEXT.index(f"{heading}\n") + len(heading)
    end = re.compile(r"^#", re.MULTILINE).search(TEXT, start)
    return " ".join(TEXT[start : end.start() if end else None].split())


def read_results(name: str) -> dict[str, Any]:
    path = checkpoints_dir() / name / "results.json"
    return json.loads(path.read_text(encoding="utf-8"))


def read_row(name: str, kind: str, representation: str, value: str) -> float:
    (row,) = (row for row in read_results(name)[kind] if row["representation"] == representation)
    return row[value]


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def probe(name: str, representation: str = "h") -> float:
    return read_row(name, "linear_probe", representation, "accuracy")


def knn(name: str) -> float:
    return read_row(name, "knn_probe", "h", "accuracy")


def solve_pixels() -> list[str]:
    pixels, ae = read_accuracy("pixels"), read_accuracy("ae")
    numbers = (
        pixels.percent,
        ae.percent,
        ae.percent - pixels.percent,
        pixels.low,
        pixels.high,
        ae.low,
        ae.high,
    )
    return [f"{number:.1f}" for number in numbers]


def solve_switch() -> list[str]:
    found = []
    for name in ("augment", "kl"):
        effect = read_switch_effects()[name]
        assert effect.interval is not None
        low, high = effect.interval
        # A zero has no sign.
        found.append(f"{100 * effect.mean:+.1f} points")
        found.append(f"{100 * low + 0:.1f} to {100 * high:.1f}".replace("-0.0", "0.0"))
    return found


def solve_latents() -> list[str]:
    by_beta = read_informative_latents()
    return [f"{by_beta[1]} at β = 1", f"{by_beta[10]} at β = 10", f"all {by_beta[0]}"]


def solve_two_probes() -> list[str]:
    vae, ae = (percent(probe(name)) for name in ("vae", "ae"))
    near = [percent(knn(name)) for name in ("vae", "ae")]
    # The differences of what the text says.
    gaps = [f"{float(vae) - float(ae):.1f} points", f"one of {float(near[0]) - float(near[1]):.1f}"]
    return [f"{vae} % for the VAE", f"{ae} % for the AE", f"{near[0]} % and {near[1]} %", *gaps]


def solve_where() -> list[str]:
    found = []
    for name in ("aavae", "simclr"):
        found.append(f"{percent(probe(name))} %")
        found.append(f"{percent(probe(name, 'mu'))} %")
    return found


def solve_views() -> list[str]:
    mu, h = (read_row("aavae", "similarity", name, "auc") for name in ("mu", "h"))
    return [f"{mu:.3f} on mu", f"{h:.3f} on h", f"in {100 * mu:.0f},", f"in {100 * h:.0f},"]


def solve_cost() -> list[str]:
    aavae, ae = (read_results(name)["reconstruction"]["mse"] for name in ("aavae", "ae"))
    return [f"{aavae:.4f}", f"{ae:.4f}", f"{aavae / ae:.1f} times"]


def solve_length() -> list[str]:
    table = load_table("length")
    assert table is not None
    longer = {row.method: row.probe["h"] for row in table.rows if row.run.startswith("two-hours")}
    assert percent(longer["vae"]) == percent(probe("vae"))
    return [f"at {percent(probe('vae'))} %", f"{percent(probe('aavae'))} % to {percent(longer['aavae'])} %"]


SOLVERS: dict[str, Callable[[], list[str]]] = {
    f"### Solution {number}": solve
    for number, solve in enumerate(
        (
            solve_pixels,
            solve_switch,
            solve_latents,
            solve_two_probes,
            solve_where,
            solve_views,
            solve_cost,
            solve_length,
        ),
        1,
    )
}


@pytest.mark.parametrize("heading", SOLVERS)
def test_a_solution_has_the_shipped_numbers(heading: str) -> None:
    section = read_section(heading)
    for number in SOLVERS[heading]():
        assert number in section, number


def test_each_exercise_has_a_solution() -> None:
    exercises = re.findall(r"^(\d+)\. \*\*", TEXT, re.MULTILINE)
    solutions = re.findall(r"^### Solution (\d+)$", TEXT, re.MULTILINE)
    assert exercises == solutions == [heading.split()[-1] for heading in SOLVERS]


def test_answers_to_questions_have_the_shipped_numbers() -> None:
    section = read_section("## Questions that students ask")
    snr = read_results("aavae")["latents"]["median_snr"]
    for number in (f"{percent(probe('dae'))} %", f"{percent(probe('aavae'))} %", f"{snr:,.0f}"):
        assert number in section, number


def test_each_question_is_answered_with_a_link() -> None:
    for question in re.findall(
        r"- \*.*?(?=\n- \*|\n\n)", TEXT.split("## Questions")[1].split("\n## ")[0], re.DOTALL
    ):
        assert ADDRESS in question, question


def list_links() -> list[str]:
    return sorted(set(re.findall(rf"{ADDRESS}(/[^)\s]*)", TEXT)))


@pytest.mark.parametrize("link", list_links())
def test_a_link_opens_what_it_says(link: str) -> None:
    from tests.pages.conftest import assert_healthy, open_page

    parts = urlsplit(link)
    app = open_page(parts.path.removeprefix("/"), parse_qs(parts.query))
    assert_healthy(app)
    assert not app.warning
    for key, values in parse_qs(parts.query).items():
        kept = app.query_params.get(key, values)
        assert set(kept if isinstance(kept, list) else [kept]) == set(values)

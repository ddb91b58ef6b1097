import pytest

from bench.report import DOCUMENT, FIGURES, read_report
from bench.sections.document import format_number, format_ratio, render
from bench.sections.record import Comparison, Conditions, Growth, Report, Section, Side, Waits

MACHINE = Conditions(
    processor="AMD EPYC",
    vectors="AVX2",
    cores=2,
    memory=24 * 2**30,
    versions={"torch": "2.14", "Chromium": "156"},
)


def make_section(name: str, *parts: Comparison | Waits | Growth, **changes: object) -> Section:
    values: dict[str, object] = {
        "name": name,
        "title": name.capitalize(),
        "text": "How it was measured.",
        "command": "python -m bench.report",
        "when": "2026-11-29 19:00 UTC",
        "is_tiny": False,
        "seconds": 61.4,
        "conditions": MACHINE,
        "parts": list(parts),
    }
    return Section.model_validate(values | changes)


def compare(ours: list[float], theirs: list[float], **changes: object) -> Comparison:
    sides = {"ours": Side(name="ours", values=ours), "theirs": [Side(name="kornia", values=theirs)]}
    return Comparison.model_validate({"what": "a map", "unit": "s"} | sides | changes)


def test_a_ratio_is_of_ours_and_theirs_in_the_same_round() -> None:
    part = compare([2.0, 3.0, 4.0], [4.0, 9.0, 4.0])
    assert part.compute_ratios(part.theirs[0]) == [2.0, 3.0, 1.0]
    assert format_ratio(part, part.theirs[0]) == "2.00 (1.00 to 3.00)"
    rate = compare([2.0, 3.0, 4.0], [4.0, 9.0, 4.0], is_rate=True)
    assert format_ratio(rate, rate.theirs[0]) == "**0.50** (0.33 to 1.00)"


def test_rounds_of_different_numbers_are_no_comparison() -> None:
    part = compare([2.0, 3.0], [4.0])
    with pytest.raises(ValueError, match="zip"):
        part.compute_ratios(part.theirs[0])


def test_where_ours_is_slower_stands_at_the_top() -> None:
    loses = compare([10.0], [0.05], what="a probe")
    text = render(Report(sections=[make_section("probe", loses, compare([1.0], [2.0]))]))
    assert "- a probe, beside kornia: **0.005**\n" in text
    assert text.index("Where ours is slower") < text.index("## Probe")
    assert "| a map | 1.00 s | kornia | 2.00 s | 2.00 |" in text
    wins = render(Report(sections=[make_section("probe", compare([1.0], [2.0]))]))
    assert "Ours is slower in none of the comparisons." in wins


def test_a_result_stands_beside_its_quality() -> None:
    part = Comparison(
        what="a map",
        unit="s",
        quality="accuracy",
        ours=Side(name="ours", values=[2.0], quality=0.51234),
        theirs=[Side(name="scikit-learn", values=[240.0], quality=0.5)],
    )
    text = render(Report(sections=[make_section("probe", part)]))
    assert "| a map | 2.00 s, accuracy 0.5123 | scikit-learn | 240 s, accuracy 0.5000 | 120 |" in text


def test_a_section_of_waits_and_of_growth() -> None:
    waits = Waits(page="home", first=[2.0, 4.0], second=[1.0, 1.5])
    never = Waits(page="race", first=[], second=[])
    growth = Growth(
        what="UMAP", counts=[1_250, 2_500], seconds=[[1.0, 3.0], [5.0, 7.0]], megabytes=[12.2, None]
    )
    text = render(Report(sections=[make_section("pages", waits, never), make_section("growth", growth)]))
    assert "| home | 3.00 s (2.00 to 4.00) | 1.25 s (1.00 to 1.50) |" in text
    assert "| race | never complete | never complete |" in text
    assert "| Work | 1 times | 2 times |" in text
    assert "| UMAP | 1,250: 2.00 s, 12 MB | 2,500: 6.00 s (×3.0) |" in text


def test_a_failure_and_tiny_sizes_are_said_beside_what_was_measured() -> None:
    section = make_section(
        "umap", compare([1.0], [2.0]), failure="It did not end within 300 s.", is_tiny=True
    )
    text = render(Report(sections=[section, make_section("growth")]))
    assert "**Not all was measured.** It did not end within 300 s." in text
    assert "**A trial with tiny sizes**" in text
    assert "| a map | 1.00 s |" in text
    assert "## Growth" in text


def test_each_machine_has_a_column_with_its_sections() -> None:
    other = MACHINE.model_copy(update={"vectors": "AVX-512", "versions": {"torch": "2.15"}})
    sections = [make_section("a"), make_section("b", conditions=other), make_section("c")]
    text = render(Report(sections=sections))
    assert "| Sections | a, c | b |" in text
    assert "| Vector instructions | AVX2 | AVX-512 |" in text
    assert "| Chromium | 156 | – |" in text
    assert "| Memory | 24 GiB | 24 GiB |" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00512, "0.00512"), (0.5, "0.50"), (9.87, "9.87"), (45.67, "45.7"), (1234.5, "1,234")],
)
def test_a_number_has_three_digits_or_more(value: float, text: str) -> None:
    assert format_number(value) == text


def test_the_document_is_what_the_kept_figures_make() -> None:
    if not FIGURES.exists():
        assert not DOCUMENT.exists()
        pytest.skip("Nothing was measured yet.")
    assert DOCUMENT.read_text(encoding="utf-8") == render(read_report(FIGURES))

from pathlib import Path

import pytest

from bench import report
from bench.report import PLANS, measure_here, measure_section, put, read_report, write
from bench.sections.record import Conditions, Growth, Report, Section

MACHINE = Conditions(processor="AMD EPYC", vectors="AVX2", cores=2, memory=2**30, versions={})
GROWTH = Growth(what="UMAP", counts=[1], seconds=[[1.0]], megabytes=[None])


def make_section(name: str, seconds: float = 1.0) -> Section:
    return Section(
        name=name,
        title=name,
        text="",
        command="",
        when="",
        is_tiny=True,
        seconds=seconds,
        conditions=MACHINE,
        parts=[GROWTH],
    )


def test_a_section_takes_the_place_of_its_name_and_the_others_stay(tmp_path: Path) -> None:
    figures, document = tmp_path / "figures.json", tmp_path / "document.md"
    for section in (make_section("pages"), make_section("training"), make_section("pages", 2.0)):
        write(put(read_report(figures), section), figures, document)
    kept = read_report(figures).sections
    assert [(section.name, section.seconds) for section in kept] == [("training", 1.0), ("pages", 2.0)]
    assert document.read_text(encoding="utf-8").index("## training") > 0


def test_a_section_that_does_not_end_is_ended_and_says_so() -> None:
    section = measure_section("umap", "python -m bench.report", MACHINE, is_tiny=True, limit=0.2)
    assert section.failure == "It did not end within 0.2 s."
    assert section.title == PLANS["umap"].title
    assert section.parts == []


def test_what_was_measured_before_a_failure_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @staticmethod
        def measure(is_tiny: bool) -> object:
            yield GROWTH
            raise SystemExit("the import of `a` failed.\nat length")

    monkeypatch.setattr(report.importlib, "import_module", lambda name: Broken)
    into = tmp_path / "section.json"
    section = make_section("growth").model_copy(update={"parts": []})
    assert measure_here(section, True, into) == 1
    (kept,) = read_report(into).sections
    assert kept.parts == [GROWTH]
    assert kept.failure == "It ended by SystemExit: `the import of 'a' failed`."


def test_a_section_has_no_more_time_than_is_left_of_half_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[float] = []

    def measure(name: str, command: str, conditions: Conditions, is_tiny: bool, limit: float) -> Section:
        limits.append(limit)
        monkeypatch.setattr(report, "_ALL_SECONDS", 100.0)
        return make_section(name)

    monkeypatch.setattr(report, "measure_section", measure)
    monkeypatch.setattr(report, "FIGURES", tmp_path / "figures.json")
    monkeypatch.setattr(report, "DOCUMENT", tmp_path / "document.md")
    assert report.main(["--only", "pages", "growth"]) == 0
    assert limits[0] == PLANS["pages"].seconds
    assert 90 < limits[1] < 100


def test_without_a_file_there_is_nothing(tmp_path: Path) -> None:
    assert read_report(tmp_path / "none.json") == Report()


def test_an_unknown_section_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        report.main(["--only", "nothing"])
    assert stop.value.code == 2
    assert "training" in capsys.readouterr().err

"""Writes docs/benchmarks.md: `make bench`, or `python -m bench.report [--only SECTION...]`.

Runs a section after the other, each in a process of its own that ends at the latest when its time is up, or
half an hour for all of them: the training, the linear probe, UMAP, linked maps, the pages, and how each work
grows with the number of images. Each is made of the benches below, with sizes of its own. A section that
fails says so in the document, with what it measured until then; `--only` runs a few, and the others stay as
they are. The figures are kept in docs/benchmarks.json, of which the document is made. `--tiny` tries whether
everything runs, with sizes that say nothing about speed.
"""

import argparse
import datetime
import importlib
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from aavae.atomic import write_atomically
from aavae.paths import ROOT
from bench.sections.conditions import describe_conditions
from bench.sections.document import render
from bench.sections.record import Conditions, Part, Report, Section
from tests.leftovers import kill_what_a_scope_leaves

DOCUMENT = ROOT / "docs" / "benchmarks.md"
FIGURES = ROOT / "docs" / "benchmarks.json"
_ALL_SECONDS = 1_795.0
"""For all sections."""


class Plan(NamedTuple):
    """A section before it is measured.

    Attributes:
        title: its heading.
        seconds: after which it is ended.
        text: how it is measured.
    """

    title: str
    seconds: float
    text: str


PLANS = {
    "training": Plan(
        "Training",
        300,
        "Images a second at the default settings, in the arithmetic that `--precision auto` chooses, on "
        "as many threads as torch takes. Fed by another library, our loop trains the same model, and only "
        "who augments differs. Worker processes share the cores with the training, as they would for "
        "anyone (`bench.augment`, `bench.training_loop`).",
    ),
    "probe": Plan(
        "Linear probe",
        150,
        "Standardising, fitting and, for ours, choosing the penalty on held out training images. "
        "scikit-learn is `LogisticRegression` with 10,000 iterations at most, else as it comes "
        "(`bench.linear_probe`).",
    ),
    "umap": Plan(
        "UMAP",
        480,
        "Of 128 drawn features a point, each side in a process of its own. umap-learn is `UMAP()` as it "
        "comes, on all threads, with another map each time; ours finds the exact neighbours, lays out on "
        "one thread, and repeats. A first map includes what is compiled or loaded for it; importing is "
        "not counted (`bench.projection`).",
    ),
    "maps": Plan(
        "Linked maps and Plotly",
        300,
        "In Chromium without a GPU, on warm servers, each visit by a browser that has fetched nothing "
        "yet. Plotly is two `st.plotly_chart` of `Scattergl` with the same points, in the same colours, "
        "on a page that has nothing else. Pointing at a point shows a ring on both maps and a card with "
        "pictures on ours, a label on one chart on theirs, which waits between two looks at the mouse "
        "(`bench.linked_maps`).",
    ),
    "pages": Plan(
        "Pages",
        600,
        "Seconds from the request until everything that the page shows is there, by a browser that has "
        "fetched nothing yet, of a server that was just started with an empty cache; then the same page "
        "again in another tab of the same browser. Glossary, Class and Jobs, which show text alone at "
        "first, are left to `bench.first_minute`.",
    ),
    "growth": Plan(
        "Growth",
        450,
        "With how many images: seconds, how many times as long as with half as many, and what the peak "
        "adds to the memory (`bench.growth`).",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run sections, and write the document after each; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=list(PLANS),
        default=list(PLANS),
        metavar="SECTION",
        help=f"sections to run: {', '.join(PLANS)}; the others stay as they are",
    )
    parser.add_argument("--tiny", action="store_true", help="a trial that says nothing about speed")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.into is not None:
        (name,) = options.only
        return measure_here(read_report(options.into).sections[0], options.tiny, options.into)
    # What was started ends with this process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    started, conditions = time.monotonic(), describe_conditions()
    words = " ".join(sys.argv[1:] if arguments is None else arguments)
    command, failed = f"python -m bench.report {words}".strip(), []
    for name in [name for name in PLANS if name in options.only]:
        print(f"== {name}", flush=True)
        left = max(0.0, _ALL_SECONDS - (time.monotonic() - started))
        limit = min(PLANS[name].seconds, left)
        section = measure_section(name, command, conditions, options.tiny, limit)
        print(f"== {name}: {section.seconds:.0f} s {section.failure}", flush=True)
        failed += [name] if section.failure else []
        write(put(read_report(FIGURES), section), FIGURES, DOCUMENT)
    print(f"{DOCUMENT} after {time.monotonic() - started:.0f} s; failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def measure_section(name: str, command: str, conditions: Conditions, is_tiny: bool, limit: float) -> Section:
    """Measure a section in a process of its own.

    Args:
        name: of the section.
        command: that is said to have made it.
        conditions: of this machine.
        is_tiny: whether sizes are tiny.
        limit: seconds after which it is ended.
    """
    plan = PLANS[name]
    when = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    section = Section(
        name=name,
        title=plan.title,
        text=plan.text,
        command=command,
        when=when,
        is_tiny=is_tiny,
        seconds=0,
        conditions=conditions,
    )
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "section.json"
        write_report(Report(sections=[section]), into)
        child = [sys.executable, "-m", "bench.report", "--only", name, "--into", str(into)]
        try:
            with kill_what_a_scope_leaves():
                status = subprocess.run(
                    [*child, *(["--tiny"] if is_tiny else [])], cwd=ROOT, timeout=limit, check=False
                ).returncode
            failure = f"Its process ended with status {status}." if status else ""
        except subprocess.TimeoutExpired:
            failure = f"It did not end within {limit:.3g} s."
        (section,) = read_report(into).sections
    section.failure = section.failure or failure
    section.seconds = time.monotonic() - started
    return section


def measure_here(section: Section, is_tiny: bool, into: Path) -> int:
    """Measure a section in this process; what was measured is kept at once."""
    try:
        parts: Iterator[Part] = importlib.import_module(f"bench.sections.{section.name}").measure(is_tiny)
        for part in parts:
            section.parts.append(part)
            write_report(Report(sections=[section]), into)
    # One that fails must not lose what others measure; a bench ends by SystemExit, too.
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        said = next(iter(str(error).splitlines()), "").replace("`", "'").replace(str(ROOT), ".")
        section.failure = f"It ended by {type(error).__name__}: `{said[:200].rstrip('.')}`."
        write_report(Report(sections=[section]), into)
        return 1
    return 0


def read_report(path: Path) -> Report:
    """What is kept; without a file, nothing."""
    return Report.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else Report()


def put(report: Report, section: Section) -> Report:
    """The report with a section in the place of the one of its name, in the order of the plans."""
    sections: dict[str, Section] = {one.name: one for one in report.sections} | {section.name: section}
    return Report(sections=[sections[name] for name in PLANS if name in sections])


def write(report: Report, figures: Path, document: Path) -> None:
    """Write the figures, and the document that is made of them."""
    write_report(report, figures)
    text = render(report)
    write_atomically(document, lambda path: path.write_text(text, encoding="utf-8"))


def write_report(report: Report, path: Path) -> None:
    """Write figures, a line each where a person may want to compare two versions."""
    text = report.model_dump_json(indent=1) + "\n"
    write_atomically(path, lambda target: target.write_text(text, encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())

"""The files that a page is saved as, from the record of what it shows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import plotly

from aavae.language import _
from aavae.sharing.notebook import format_notebook, text
from aavae.sharing.page_report import Report, format_report
from aavae.sharing.report_facts import describe_images, describe_model, list_versions
from aavae.ui.report.parts import make_parts
from aavae.ui.report.record import Record

if TYPE_CHECKING:
    from aavae.sharing.recomputation import Recomputation

_STYLE = Path(__file__).parents[1] / "frame.css"
_PLOTLY = Path(plotly.__file__).with_name("package_data") / "plotly.min.js"


def build_report(record: Record) -> bytes:
    """A page as it is on screen, as an HTML file."""
    recomputation = None if record.recomputation is None else record.recomputation()
    report = Report(
        title=record.title,
        introduction=record.introduction,
        address=record.address,
        date=_format_now(),
        settings=_list_settings(record),
        images={} if record.dataset is None else describe_images(record.dataset),
        models=[describe_model(subject) for subject in record.subjects.values()],
        parts=make_parts(record),
        seeds=_describe_seed(recomputation),
        commands=() if recomputation is None else recomputation.commands,
        versions=list_versions(),
        style=_STYLE.read_text(encoding="utf-8"),
    )
    return format_report(report, _PLOTLY.read_text(encoding="utf-8")).encode()


def build_notebook(record: Record) -> bytes:
    """What computes a page's numbers again, as a notebook."""
    if record.recomputation is None:
        return b""
    recomputation = record.recomputation()
    versions = ", ".join(f"{name} {version}" for name, version in list_versions().items())
    lines = [
        f"# {record.title}",
        record.introduction,
        _("Written on {date} from {address}").format(
            date=_format_now(), address=record.address or _("a page")
        ),
        _("Start Jupyter in the folder of the product, with its Python: the cells import its packages."),
        _("The page had: {versions}.").format(versions=versions),
    ]
    if recomputation.commands:
        commands = "\n".join(recomputation.commands)
        lines.append(f"```sh\n{commands}\n```")
    return format_notebook([text("\n\n".join(lines)), *recomputation.cells]).encode()


def _format_now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _list_settings(record: Record) -> list[tuple[str, str]]:
    return [
        (label, value)
        for label, key in record.list_controls()
        if (value := record.describe_value(key)) and label
    ]


def _describe_seed(recomputation: "Recomputation | None") -> str:
    if recomputation is None or recomputation.seed is None:
        return ""
    return _(
        "All that is drawn at random here, images, views and resamples, is decided by seed {seed}; the seed "
        "of each model's training is beside the model."
    ).format(seed=recomputation.seed)

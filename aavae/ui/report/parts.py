"""From the messages that drew a page to the parts of a report."""

import html
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import pandas as pd

from aavae.evaluation.results import Row
from aavae.sharing.page_report import (
    Code,
    Figure,
    Heading,
    Metrics,
    Paragraph,
    Part,
    Pictures,
    Table,
)
from aavae.ui.report.record import Drawing, Place, Record, read_key

if TYPE_CHECKING:
    from streamlit.proto.Delta_pb2 import Delta
    from streamlit.proto.Element_pb2 import Element

_LEVELS = {"h1": 2, "h2": 2, "h3": 3}
_MARKDOWN_LEVELS = ("# ", "## ", "### ", "#### ", "##### ", "###### ")
_WALLS = "picture_walls"
_IN_PLACE = "in_place"
_INSTRUCTION = ":material/touch_app:"
"""What begins a line that says where to press."""


def make_parts(record: Record) -> list[Part]:
    """What a page shows, from top to bottom; what stands side by side follows each other.

    Title and introduction are left out: a report has its own place for them. So are controls, menus and
    what is behind a button.
    """
    parts: list[Part] = []
    hidden: list[Place] = []
    pending: list[tuple[Place, Part]] = []
    for place, delta in record.deltas:
        if any(place[: len(above)] == above for above in hidden):
            continue
        if delta.WhichOneof("type") == "add_block":
            if delta.add_block.WhichOneof("type") in ("popover", "dialog"):
                hidden.append(place)
            elif (heading := _read_block(delta)) is not None:
                pending.append((place, heading))
            continue
        found = _read_element(delta.new_element, record)
        if found:
            # A block without anything that a report shows needs no heading.
            parts += [heading for above, heading in pending if place[: len(above)] == above]
            pending = []
            parts += found
    numbers = count(1)
    return [
        part._replace(name=f"table-{next(numbers)}") if isinstance(part, Table) else part
        for part in _join_metrics(parts)
    ]


def _read_block(delta: "Delta") -> Part | None:
    block = delta.add_block
    kind = block.WhichOneof("type")
    if kind in ("expandable", "tab") and (label := getattr(block, kind).label):
        return Heading(label, 3)
    return None


def _read_element(element: "Element", record: Record) -> list[Part]:
    kind = element.WhichOneof("type")
    read = _READERS.get(kind or "")
    return [] if read is None else read(getattr(element, kind or ""), record)


def _read_markdown(message: Any, record: Record) -> list[Part]:
    body = message.body
    if body == record.introduction or body.startswith(_INSTRUCTION):
        return []
    if body.startswith(_MARKDOWN_LEVELS):
        marks, __, text = body.partition(" ")
        return [Heading(text, min(max(len(marks) - 1, 2), 6))]
    is_caption = message.element_type == type(message).CAPTION
    return [Paragraph(body, "caption" if is_caption else "text")]


def _read_heading(message: Any, record: Record) -> list[Part]:
    if message.tag == "h1" and message.body == record.title:
        return []
    return [Heading(message.body, _LEVELS.get(message.tag, 4))]


def _read_alert(message: Any, record: Record) -> list[Part]:
    return [Paragraph(message.body, "notice")]


def _read_metric(message: Any, record: Record) -> list[Part]:
    return [Metrics([(message.label, message.body)])]


def _read_code(message: Any, record: Record) -> list[Part]:
    return [Code(message.code_text)]


def _read_html(message: Any, record: Record) -> list[Part]:
    return [Pictures(message.body)]


def _read_table(message: Any, record: Record) -> list[Part]:
    frame = _read_arrow(message.arrow_data.data)
    return [Table(_list_rows(frame, with_index=not message.hide_index), "table", message.alt)]


def _read_dataframe(message: Any, record: Record) -> list[Part]:
    frame = _read_arrow(message.arrow_data.data)
    columns = json.loads(message.columns or "{}")
    hides_index = columns.pop("_index", {}).get("hidden", False)
    names = {}
    for name in frame.columns:
        settings = columns.get(str(name), {})
        if not settings.get("hidden"):
            names[name] = settings.get("label") or str(name)
    frame = frame.loc[:, list(names)]
    frame.columns = list(names.values())
    return [Table(_list_rows(frame, with_index=not hides_index), "table", message.alt)]


def _read_arrow(data: bytes) -> pd.DataFrame:
    import pyarrow as pa

    return pa.ipc.open_stream(data).read_pandas()


def _list_rows(frame: pd.DataFrame, with_index: bool) -> list[dict[str, Any]]:
    frame = frame.rename(columns=str)
    if with_index:
        frame = frame.reset_index(names=frame.index.name or "")
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _read_plotly(message: Any, record: Record) -> list[Part]:
    (drawing,) = record.drawings.get(read_key(message.id), [Drawing([], "figure")])
    return [Figure(message.spec, message.alt, _list_numbers(drawing), drawing.name)]


def _list_numbers(drawing: Drawing) -> Sequence[Row]:
    return drawing.rows() if callable(drawing.rows) else drawing.rows


def _read_component(message: Any, record: Record) -> list[Part]:
    drawings = record.drawings.get(read_key(message.id), [])
    drawn = [
        Figure(str(drawing.draw().to_json()), drawing.alt, _list_numbers(drawing), drawing.name)
        for drawing in drawings
        if drawing.draw is not None
    ]
    if drawn:
        return [*drawn]
    # A name may have the module of its component before it.
    name = message.component_name.rpartition(".")[2]
    if name == _WALLS:
        return [Pictures(_write_walls(json.loads(message.json)))]
    if name == _IN_PLACE:
        return [Pictures(json.loads(message.json)["html"])]
    return []


def _write_walls(data: dict[str, Any]) -> str:
    texts = []
    for row in data["rows"]:
        walls = "".join(
            f'<figure><img src="{html.escape(wall["sheet"], quote=True)}" '
            f'alt="{html.escape(wall["label"], quote=True)}"><figcaption><strong>{html.escape(wall["title"])}'
            f"</strong> {html.escape(wall['note'])}</figcaption></figure>"
            for wall in row["walls"]
        )
        title = f'<div class="pictures-title">{html.escape(row["title"])}</div>' if row["title"] else ""
        texts.append(f'{title}<div class="walls">{walls}</div>')
    return "".join(texts)


def _join_metrics(parts: Sequence[Part]) -> Iterator[Part]:
    """Metrics that follow each other become one line."""
    line: list[tuple[str, str]] = []
    for part in parts:
        if isinstance(part, Metrics):
            line += part.values
            continue
        if line:
            yield Metrics(line)
            line = []
        yield part
    if line:
        yield Metrics(line)


_READERS: dict[str, Callable[[Any, Record], list[Part]]] = {
    "markdown": _read_markdown,
    "heading": _read_heading,
    "alert": _read_alert,
    "metric": _read_metric,
    "code": _read_code,
    "html": _read_html,
    "table": _read_table,
    "dataframe": _read_dataframe,
    "plotly_chart": _read_plotly,
    "bidi_component": _read_component,
}

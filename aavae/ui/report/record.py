"""A session's record of what its page shows, from which a report is built when somebody asks for one.

Streamlit describes each element to the browser in a message with its place on the page. The record keeps the
latest message of each place, as the browser does, so it holds what is on screen and nothing else, and no page
has to tell it. What messages lack is noted beside them: the rows of a figure, the models and images, what
computes the page's numbers again. That is a few entries in dictionaries; whatever costs time waits for the
report.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from aavae.data.image_set import Dataset
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.proto.Delta_pb2 import Delta
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from aavae.sharing.recomputation import Recomputation

Place = tuple[int, ...]
"""Of an element on the page: the number of its container, of the container in that, and so on."""

_RECORD = "report.record"
_LISTENER = "aavae_record"
_around: ContextVar[str | None] = ContextVar("fragment_around", default=None)
"""The fragment whose guard was entered last."""


class Drawing(NamedTuple):
    """A figure, as those know it who draw it.

    Attributes:
        rows: its numbers, or what makes them.
        name: of files that hold it, without a suffix.
        alt: what it shows, in words.
        draw: makes it, where the page draws it by other means than Plotly's; None: it is in the message.
    """

    rows: Sequence[Row] | Callable[[], Sequence[Row]]
    name: str
    alt: str = ""
    draw: "Callable[[], go.Figure] | None" = None


@dataclass
class Record:
    """What a page shows.

    Attributes:
        title: of the page.
        introduction: the sentences below it, in Markdown.
        address: of the page with all choices.
        drawings: figures by the key of their element.
        values: what each control is set to, by its key.
        subjects: the models that the page is about, by name.
        dataset: the images that it is about.
        recomputation: makes what computes the page's numbers again; None: nothing does.
        reason: why nothing does, in a sentence.
        has_clean_figure: whether the figure that the address asks for alone has been drawn.
    """

    title: str
    introduction: str
    address: str = ""
    drawings: dict[str, list[Drawing]] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    dataset: Dataset | None = None
    recomputation: "Callable[[], Recomputation] | None" = None
    reason: str = ""
    has_clean_figure: bool = False
    _titles: dict[str, dict[str, str]] = field(default_factory=dict)
    _deltas: "dict[Place, Delta]" = field(default_factory=dict)
    _parents: dict[str, str | None] = field(default_factory=dict)
    _run: object = None
    _begun: set[str] = field(default_factory=set)

    @property
    def deltas(self) -> "list[tuple[Place, Delta]]":
        """The latest message of each place of the page's main part, in the page's order."""
        # A fragment may be running meanwhile.
        return sorted((place, delta) for place, delta in self._deltas.copy().items() if place[0] == 0)

    def describe_value(self, key: str) -> str:
        """What a control is set to, as the page writes it; empty: nothing, or it has no key."""
        value, titles = self.values.get(key), self._titles.get(key, {})
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(titles.get(str(each), str(each)) for each in values if each is not None)

    def list_choices(self) -> dict[str, list[str]]:
        """What an address says of the controls whose choices it holds, those at their defaults, too.

        A default can change; a report is of what was seen.
        """
        choices = {}
        for _, key in self.list_controls():
            value = self.values.get(key)
            if key in self._titles and value is not None:
                choices[key] = [str(each) for each in (value if isinstance(value, list) else [value])]
        return choices

    def take(self, message: "ForwardMsg") -> None:
        """Keep what a message puts on the page, in place of what was there."""
        if message.WhichOneof("type") != "delta":
            return
        delta, place = message.delta, tuple(message.metadata.delta_path)
        kind = delta.WhichOneof("type")
        if kind == "new_transient":
            return
        if place in self._deltas:
            for other in [other for other in self._deltas if other[: len(place)] == place]:
                del self._deltas[other]
        if kind == "add_block" or delta.new_element.WhichOneof("type") != "empty":
            self._deltas[place] = delta

    def begin_fragment(self, fragment: str, parent: str | None, run: object) -> None:
        """What a fragment drew before goes, with what those in it drew; once in each run of the script."""
        if run is not self._run:
            self._run, self._begun = run, set()
        if fragment not in self._begun:
            self._begun.add(fragment)
            self._parents[fragment] = parent
            self._forget(fragment)

    def _forget(self, fragment: str) -> None:
        for place in [place for place, delta in self._deltas.items() if delta.fragment_id == fragment]:
            if self._deltas[place].WhichOneof("type") != "add_block":
                del self._deltas[place]
        for inner in [inner for inner, parent in self._parents.items() if parent == fragment != inner]:
            self._forget(inner)

    def note_titles(self, key: str, titles: Mapping[Any, str]) -> None:
        """How the page writes each option of a control."""
        self._titles[key] = {str(option): title for option, title in titles.items()}

    def list_controls(self) -> list[tuple[str, str]]:
        """Label and key of each control on the page that has a key."""
        controls = []
        for _, delta in self.deltas:
            kind = delta.new_element.WhichOneof("type")
            if kind in _CONTROLS:
                control = getattr(delta.new_element, kind)
                controls.append((control.label, read_key(control.id)))
        return [(label, key) for label, key in controls if key]


_CONTROLS = (
    "selectbox",
    "multiselect",
    "slider",
    "button_group",
    "number_input",
    "checkbox",
    "radio",
    "text_input",
    "text_area",
)


def read_key(element_id: str) -> str:
    """The key in the id that Streamlit gives an element; empty: it was given none."""
    key = element_id.split("-", 2)[-1] if element_id.startswith("$$ID-") else ""
    return "" if key == "None" else key


def find_record() -> Record | None:
    """The record of the page that the session shows; None outside of a page."""
    return st.session_state.get(_RECORD)


def begin_record(title: str, introduction: str) -> Record:
    """Forget the page before, and listen to what this run of a script draws."""
    record = Record(title, introduction)
    st.session_state[_RECORD] = record
    _listen(record)
    return record


@contextmanager
def listening() -> Iterator[None]:
    """Go on listening where a fragment runs alone; it draws anew, so what it drew before is gone.

    Controls inside may have changed: they are noted anew.
    """
    context, record = get_script_run_ctx(), find_record()
    fragment = None if context is None or record is None else ThreadState.get().fragment_id
    if context is None or record is None or fragment is None:
        yield
        return
    outer = _around.get()
    record.begin_fragment(fragment, outer if outer != fragment else None, context.cursors)
    _listen(record)
    token = _around.set(fragment)
    try:
        yield
    finally:
        _around.reset(token)
        close_record()


def _listen(record: Record) -> None:
    """Have all that this run of a script sends to the browser pass the record."""
    context: Any = get_script_run_ctx()
    if context is None:
        return
    # One context serves several runs of a session.
    if not hasattr(context, _LISTENER):
        send = context.enqueue

        def enqueue(message: "ForwardMsg") -> None:
            getattr(context, _LISTENER).take(message)
            send(message)

        context.enqueue = enqueue
    setattr(context, _LISTENER, record)


def close_record() -> None:
    """Note what the page's controls are set to, and its address: later, no script runs that could ask."""
    record = find_record()
    if record is None or get_script_run_ctx() is None:
        return
    for _, key in record.list_controls():
        record.values[key] = st.session_state.get(key)
    asked = {key: st.query_params.get_all(key) for key in st.query_params}
    query = urlencode({**record.list_choices(), **asked}, doseq=True)
    address = (st.context.url or "").split("?")[0]
    record.address = f"{address}?{query}" if query else address


def note_drawing(key: str, *drawings: Drawing) -> None:
    """What an element of a key shows as figures."""
    if (record := find_record()) is not None:
        record.drawings[key] = list(drawings)


def note_titles(key: str, titles: Mapping[Any, str]) -> None:
    """How the page writes each option of the control of a key."""
    if (record := find_record()) is not None:
        record.note_titles(key, titles)


def note_subjects(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """What the page is about: models and images."""
    if (record := find_record()) is not None:
        record.subjects |= {subject.name: subject for subject in subjects}
        record.dataset = dataset


def note_recomputation(make: "Callable[[], Recomputation]") -> None:
    """What computes the page's numbers again; made when it is asked for."""
    if (record := find_record()) is not None:
        record.recomputation, record.reason = make, ""


def note_no_notebook(reason: str) -> None:
    """Why nothing computes again what the page shows, in a sentence."""
    if (record := find_record()) is not None:
        record.recomputation, record.reason = None, reason

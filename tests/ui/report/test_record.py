"""The record follows messages as the browser does; over whole pages it is tested in tests/pages."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from aavae.ui.report.record import Record, read_key


def draw(body: str, *place: int, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = body
    message.delta.fragment_id = fragment
    message.metadata.delta_path[:] = place
    return message


def open_block(*place: int, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.delta.add_block.vertical.SetInParent()
    message.delta.fragment_id = fragment
    message.metadata.delta_path[:] = place
    return message


def clear(*place: int) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.empty.SetInParent()
    message.metadata.delta_path[:] = place
    return message


def read(record: Record) -> list[str]:
    return [
        delta.new_element.markdown.body
        for _, delta in record.deltas
        if delta.WhichOneof("type") == "new_element"
    ]


def make_record(*messages: ForwardMsg) -> Record:
    record = Record("Title", "Introduction")
    for message in messages:
        record.take(message)
    return record


def test_the_order_is_the_pages_and_not_that_of_drawing() -> None:
    record = make_record(
        open_block(0, 1),
        draw("last", 0, 10),
        draw("second", 0, 1, 0),
        draw("first", 0, 0),
        draw("aside", 1, 0),
    )
    assert read(record) == ["first", "second", "last"]


def test_a_place_has_its_latest_element_and_nothing_of_what_was_in_it() -> None:
    record = make_record(open_block(0, 0), draw("inside", 0, 0, 0), draw("outside", 0, 1))
    record.take(clear(0, 0))
    assert read(record) == ["outside"]
    record.take(draw("again", 0, 1))
    assert read(record) == ["again"]


def test_what_passes_by_is_not_kept() -> None:
    passing = ForwardMsg()
    passing.delta.new_transient.SetInParent()
    passing.metadata.delta_path[:] = (0, 0)
    record = make_record(draw("stays", 0, 0), passing, ForwardMsg())
    assert read(record) == ["stays"]


def test_a_fragment_that_runs_alone_replaces_what_it_drew_and_what_fragments_in_it_drew() -> None:
    first, second = object(), object()
    record = make_record(draw("page", 0, 0))
    record.begin_fragment("outer", None, first)
    record.begin_fragment("inner", "outer", first)
    for message in (
        open_block(0, 1, fragment="outer"),
        draw("one", 0, 1, 0, fragment="outer"),
        draw("two", 0, 1, 1, fragment="outer"),
        draw("three", 0, 1, 2, fragment="inner"),
    ):
        record.take(message)
    assert read(record) == ["page", "one", "two", "three"]
    record.begin_fragment("outer", None, second)
    record.take(draw("new", 0, 1, 0, fragment="outer"))
    # A guard inside it is no second beginning.
    record.begin_fragment("outer", None, second)
    assert read(record) == ["page", "new"]


def test_values_read_as_the_page_writes_them() -> None:
    record = make_record()
    record.note_titles("models", {"vae": "VAE", 3: "three"})
    record.values |= {"models": ["vae", 3], "number": 5, "nothing": None}
    assert record.describe_value("models") == "VAE, three"
    assert record.describe_value("number") == "5"
    assert record.describe_value("nothing") == record.describe_value("unknown") == ""


def test_the_key_of_an_element_may_hold_dashes() -> None:
    assert read_key("$$ID-0376b6c2f96be5d25e5f3d9bb0696885-a-key-of-mine") == "a-key-of-mine"
    assert read_key("$$ID-0376b6c2f96be5d25e5f3d9bb0696885-None") == ""
    assert read_key("") == ""

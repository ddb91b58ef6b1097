import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from aavae.ui.server.messages import concerns_one_page


def make(kind: str) -> BackMsg:
    message = BackMsg()
    part = message
    *names, last = kind.split(".")
    for name in names:
        part = getattr(part, name)
    if part.DESCRIPTOR.fields_by_name[last].message_type is None:
        setattr(part, last, True)
    else:
        getattr(part, last).SetInParent()
    return message


@pytest.mark.parametrize(
    ("kind", "passes"),
    [
        ("rerun_script", True),
        ("stop_script", True),
        ("app_heartbeat", True),
        ("file_urls_request", True),
        ("backend_operation_request.deferred_file", True),
        ("backend_operation_request.dataframe_chunk", True),
        ("clear_cache", False),
        ("set_run_on_save", False),
        ("load_git_info", False),
        ("debug_shutdown_runtime", False),
        ("debug_disconnect_websocket", False),
        ("backend_operation_request.install_skills", False),
        ("backend_operation_request.dismiss_skills_nudge", False),
    ],
)
def test_what_passes_concerns_the_page_alone(kind: str, passes: bool) -> None:
    assert concerns_one_page(make(kind).SerializeToString()) is passes


def test_every_kind_of_message_that_streamlit_has_is_known() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert {kind for kind in kinds if concerns_one_page(make(kind).SerializeToString())} == {
        "rerun_script",
        "stop_script",
        "app_heartbeat",
        "file_urls_request",
    }


def test_what_cannot_be_read_is_left_to_streamlit() -> None:
    assert concerns_one_page(b"\xff\xff")

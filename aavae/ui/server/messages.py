"""Streamlit's messages that concern everybody's pages: on a server for a class no browser sends them."""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_OF_ONE_PAGE = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat")
_OPERATIONS = ("deferred_file", "dataframe_chunk")


class KeepToOnePage:
    """Drops what a page's own script has no use for, such as the order to clear the caches of all.

    Args:
        app: answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; of a websocket's messages those that concern its own page."""

        async def receive_own() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or concerns_one_page(message.get("bytes") or b""):
                    return message

        await self._app(scope, receive_own if scope["type"] == "websocket" else receive, send)


def concerns_one_page(content: bytes) -> bool:
    """Whether a browser's message is for its own page; one that cannot be read Streamlit refuses."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return True
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in _OPERATIONS
    return kind in _OF_ONE_PAGE

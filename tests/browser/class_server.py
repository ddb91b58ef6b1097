"""A server for a class, asked by what is no browser: its protocol, and what a page does not let one press."""

import contextlib
import http.client
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import STOP_SECONDS, Server, find_free_port
from tests.patience import PATIENCE

TOKEN = "the-token-of-this-test"
SESSIONS = 8


EMAIL = "teacher@example.org"
USERS = {
    "teacher": {"email": "Teacher@Example.org", "email_verified": True},
    "student": {"email": "student@example.org", "email_verified": True},
    "liar": {"email": EMAIL, "email_verified": False},
}
"""What the provider says of who logs in there."""
_SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "only of this test, and long enough"
client_id = "aavae"
client_secret = "any"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


class Provider:
    """A provider of OpenID Connect on this machine, where anybody may log in as anybody."""

    def __init__(self, folder: Path) -> None:
        port = find_free_port()
        self.url = f"http://127.0.0.1:{port}"
        users = [f"--user-claims={json.dumps({'sub': name} | claims)}" for name, claims in USERS.items()]
        with open(folder / "provider.txt", "wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *users],
                stdout=log,
                stderr=log,
            )

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/jwks", timeout=5).close()
                return
            except OSError:
                assert self._process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(STOP_SECONDS)


class ClassServer(Server):
    """A server for a class, as a browser that is none asks it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.provider = Provider(folder)
        secrets = folder / "secrets.toml"
        secrets.write_text(_SECRETS.format(provider=self.provider.url))
        variables = {
            "AAVAE_SERVE": "class",
            "AAVAE_ADMIN_TOKEN": TOKEN,
            "AAVAE_SESSIONS": str(SESSIONS),
            "AAVAE_QUOTA_RUNS": "1",
            "AAVAE_ADMIN_EMAILS": EMAIL,
            "STREAMLIT_SECRETS_FILES": str(secrets),
            "NO_PROXY": "127.0.0.1",
        }
        super().__init__(folder, cache=cache, variables=variables)
        self.provider.wait_until_it_answers()

    def stop(self) -> None:
        self.provider.stop()
        super().stop()

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        found = (answer.status, answer.headers, answer.read().decode(errors="replace"))
        connection.close()
        return found

    def open_page(self, query: str = "", cookie: str = "") -> tuple[int, http.client.HTTPMessage, str]:
        return self.ask("GET", f"/lesson{query}", {"Accept": "text/html", "Cookie": cookie})


_ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
"""Of a run; one that ended for another run is followed by that."""


class Forger:
    """A visitor who speaks Streamlit's protocol, and presses what their page does not let them press."""

    def __init__(self, socket: ClientConnection, url: str, page: str, query: str = "") -> None:
        self._socket, self._url, self._page, self._query = socket, f"{url}/{page}", page, query
        self.ids: dict[str, str] = {}
        """Of buttons and fields that the page has drawn so far, by their words; of equal words the last."""
        self.keys: dict[str, str] = {}
        """The same by the keys that the app's code gives them."""
        self.stops: set[str] = set()
        """Ids of the buttons that stop something."""
        self.words = ""
        self.errors: list[str] = []
        """What the page says in red since it last ran."""
        self.session = ""
        self.run([])

    def run(self, states: list[WidgetState]) -> str:
        """Have the page run with these values, and wait until it has; returns what it has drawn."""
        message = BackMsg()
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = self._query
        message.rerun_script.context_info.url = self._url
        message.rerun_script.widget_states.widgets.extend(states)
        self._socket.send(message.SerializeToString())
        words, self.errors = "", []
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(PATIENCE))  # type: ignore[arg-type]
            words += str(answer.delta).replace("\\'", "'")
            self._note(answer)
            if answer.WhichOneof("type") == "new_session":
                self.session = answer.new_session.initialize.session_id
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished in _ENDS:
                self.words += words
                return words

    def _note(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        widget = getattr(element, kind)
        if kind == "alert" and element.alert.format == Alert.ERROR:
            self.errors.append(element.alert.body)
        identity = getattr(widget, "id", "")
        if not identity:
            return
        self.keys[identity.split("-", 2)[-1]] = identity
        if kind in ("button", "text_input"):
            self.ids[widget.label] = identity
        if kind == "button" and widget.label.startswith("Stop"):
            self.stops.add(identity)

    def press(self, identity: str) -> str:
        """Press a button; returns what the page then draws."""
        return self.run([WidgetState(id=identity, trigger_value=True)])

    def send(self, message: BackMsg) -> None:
        """Send what no page sends."""
        self._socket.send(message.SerializeToString())


@contextlib.contextmanager
def forge(served: ClassServer, page: str, cookie: str, query: str = "") -> Iterator[Forger]:
    address = served.url.replace("http", "ws") + "/_stcore/stream"
    origin = {"Cookie": cookie, "Origin": served.url}
    with connect(address, additional_headers=origin, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        yield Forger(socket, served.url, page, query)


def make_cookie(name: str) -> str:
    return f"aavae_visitor={name * 43}"


ADMIN = f"aavae_admin={TOKEN}"

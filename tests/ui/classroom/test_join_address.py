import pytest

from aavae.ui.classroom.join_address import Listening, find_base

EVERYWHERE = Listening("0.0.0.0", 8501)


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "aavae.ui.classroom.join_address.find_lan_addresses", lambda: ["192.168.1.5", "10.0.0.2"]
    )


@pytest.mark.parametrize(
    ("seen", "listening", "base"),
    [
        # What the host's browser reached from elsewhere, phones reach as well.
        ("http://10.0.0.2:8501/class", EVERYWHERE, "http://10.0.0.2:8501"),
        ("https://aavae.example.org/class", Listening("127.0.0.1", 8501), "https://aavae.example.org"),
        (
            "https://example.org/aavae/class",
            Listening("127.0.0.1", 8501, folder="/aavae/"),
            "https://example.org/aavae",
        ),
        # At the host's own machine it is this machine's address.
        ("http://localhost:8501/class", EVERYWHERE, "http://192.168.1.5:8501"),
        ("http://127.0.0.1:8501/", EVERYWHERE._replace(address=None), "http://192.168.1.5:8501"),
        (None, EVERYWHERE._replace(port=80), "http://192.168.1.5"),
        (None, EVERYWHERE._replace(port=443, scheme="https"), "https://192.168.1.5"),
        (None, EVERYWHERE._replace(folder="a/b"), "http://192.168.1.5:8501/a/b"),
        (None, Listening("10.0.0.2", 8600), "http://10.0.0.2:8600"),
        (None, Listening("fd00::5", 8600), "http://[fd00::5]:8600"),
        (None, EVERYWHERE._replace(name="lab.local"), "http://lab.local:8501"),
        (None, EVERYWHERE._replace(name="localhost"), "http://192.168.1.5:8501"),
        # On this machine alone nobody can come.
        ("http://localhost:8501/class", Listening("127.0.0.1", 8501), None),
        (None, Listening("localhost", 8501, name="lab.local"), None),
        ("no address", Listening("::1", 8501), None),
    ],
)
def test_what_phones_type(seen: str | None, listening: Listening, base: str | None) -> None:
    assert find_base(seen, listening) == base


def test_a_machine_in_no_network_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.classroom.join_address.find_lan_addresses", lambda: [])
    assert find_base("http://localhost:8501", EVERYWHERE) is None

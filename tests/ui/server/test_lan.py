import socket
from types import SimpleNamespace

import psutil
import pytest

from aavae.ui.server import lan
from aavae.ui.server.lan import find_lan_addresses, is_everywhere, is_here_alone


def test_this_machines_addresses_are_its_own_and_none_leads_to_itself() -> None:
    for address in find_lan_addresses():
        assert not is_here_alone(address)
        with socket.socket() as server:
            # Only an address of this machine can be bound.
            server.bind((address, 0))


def give(monkeypatch: pytest.MonkeyPatch, way_out: str | None, **interfaces: str) -> None:
    found = {
        name: [SimpleNamespace(family=socket.AF_INET, address=address)]
        for name, address in interfaces.items()
    }
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: found)
    stats = {name: SimpleNamespace(isup=name != "down0") for name in interfaces}
    monkeypatch.setattr(psutil, "net_if_stats", lambda: stats)
    monkeypatch.setattr(lan, "_find_way_out", lambda: way_out)


def test_the_way_out_is_first_and_what_leads_nowhere_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    give(
        monkeypatch,
        "192.168.1.5",
        lo="127.0.0.1",
        docker0="172.17.0.1",
        eth0="10.0.0.2",
        wlan0="192.168.1.5",
        wlan1="169.254.3.4",
        down0="10.9.9.9",
    )
    assert find_lan_addresses() == ["192.168.1.5", "10.0.0.2"]


def test_a_network_without_the_internet_has_addresses_too(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, None, lo="127.0.0.1", eth0="10.0.0.2", wlan0="192.168.1.5")
    assert find_lan_addresses() == ["10.0.0.2", "192.168.1.5"]
    give(monkeypatch, None, lo="127.0.0.1")
    assert find_lan_addresses() == []


@pytest.mark.parametrize(
    ("host", "everywhere", "alone"),
    [
        (None, True, False),
        ("", True, False),
        ("0.0.0.0", True, False),
        ("::", True, False),
        ("127.0.0.1", False, True),
        ("127.8.8.8", False, True),
        ("::1", False, True),
        ("[::1]", False, True),
        ("localhost", False, True),
        ("192.168.1.5", False, False),
        ("lab.example.org", False, False),
    ],
)
def test_where_a_server_listens(host: str | None, everywhere: bool, alone: bool) -> None:
    assert is_everywhere(host) == everywhere
    assert is_here_alone(host or "") == alone

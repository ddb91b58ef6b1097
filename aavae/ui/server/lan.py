"""Addresses of this machine, by which others in its network reach a server that runs on it."""

import ipaddress
import socket
from contextlib import suppress

import psutil

_VIRTUAL = ("br-", "docker", "lxc", "podman", "utun", "vbox", "veth", "virbr", "vmnet", "zt")
"""How interfaces begin that lead to containers, virtual machines and tunnels only."""
_ANYWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737)."""


def find_lan_addresses() -> list[str]:
    """IPv4 addresses of this machine, without the internet; the one that leads out of the network first.

    Returns:
        An empty list where the machine is in no network.
    """
    up = {name for name, status in psutil.net_if_stats().items() if status.isup}
    addresses = [
        address.address
        for name, found in psutil.net_if_addrs().items()
        if name in up and not name.startswith(_VIRTUAL)
        for address in found
        if address.family == socket.AF_INET and _leads_outside(address.address)
    ]
    first = _find_way_out()
    return sorted(set(addresses), key=lambda address: (address != first, addresses.index(address)))


def is_everywhere(host: str | None) -> bool:
    """Whether a server that listens at this address listens at all addresses of the machine.

    Args:
        host: as a server is told to listen; None or nothing is its default, which is everywhere.
    """
    if not host:
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    return False


def is_here_alone(host: str) -> bool:
    """Whether an address leads from a machine to itself."""
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _leads_outside(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)


def _find_way_out() -> str | None:
    """The address that packets to elsewhere come from; none is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ANYWHERE)
        return probe.getsockname()[0]
    return None

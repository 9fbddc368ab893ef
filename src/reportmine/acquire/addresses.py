"""Tell whose an address is: this machine's own, a private network's, or anybody's."""

from __future__ import annotations

import ipaddress
import re


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches a host.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("::1")
    (True, True, False, True)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private_host(host: str) -> bool:
    """Say whether a host, as written, is private: loopback, link-local, reserved or a local name.

    >>> [is_private_host(h) for h in ("10.0.0.8", "localhost", "2130706433", "[::1]", "example.org")]
    [True, True, True, True, False]
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa")):
        return True
    if re.fullmatch(r"0x[0-9a-f]+|[0-9]+|0[0-7.]+|(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){1,2}", name):
        return True  # an address in disguise: no public site is written so
    return is_private_address(name)


def is_private_address(address: str) -> bool:
    """Say whether an IP address is not public; False for a name.

    >>> is_private_address("169.254.169.254"), is_private_address("::ffff:127.0.0.1"), is_private_address("1.1.1.1")
    (True, True, False)
    """
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_global or (mapped or found).is_multicast

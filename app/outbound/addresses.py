"""Which addresses a request may go to: global ones, and those that the operator allows.

What is checked is the address that is connected to, after the name was resolved: so it does not matter how a host is
written (``2130706433``, ``0x7f.1``, ``[::ffff:127.0.0.1]``, a name that leads inside, or one that leads elsewhere the
second time it is asked for).
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from httpx2 import URL, InvalidURL

Networks = tuple[IPv4Network | IPv6Network, ...]

#: IANA's special-purpose registry, and what is no host: this network, private, shared, loopback, link-local, protocol
#: assignments, documentation, relays of 6to4, benchmarking, multicast, reserved, broadcast.
_NOT_GLOBAL_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
#: Global unicast. Outside lie loopback, unspecified, IPv4-mapped and -compatible addresses, NAT64, discard-only, segment
#: routing, unique-local, link-local, site-local and multicast.
_GLOBAL_6 = IPv6Network("2000::/3")
#: Inside of it: protocol assignments with Teredo and ORCHID, documentation twice, 6to4.
_NOT_GLOBAL_6 = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
#: Interface identifiers of ISATAP, which hold an IPv4 address.
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
_WELL_KNOWN = (80, 443)
_FIRST_FREE = 1024
_MOST_CHARACTERS = 2_000


class Refused(Exception):  # noqa: N818 - reads as what happened
    """A request that may not be made; the message is one line and says why."""


def allowed_networks(text: str) -> Networks:
    """The networks of a comma-separated list of addresses and networks. Raises ValueError.

    >>> allowed_networks("127.0.0.0/8, ::1")
    (IPv4Network('127.0.0.0/8'), IPv6Network('::1/128'))
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def checked_address(address: str, allowed: Networks = ()) -> IPv4Address | IPv6Address:
    """The address, where a connection to it may be made. Raises :class:`Refused`."""
    try:
        found = ip_address(address)
    except ValueError:
        raise Refused(f"{address!r} is no address") from None
    if any(found in network for network in allowed) or _is_global(found):
        return found
    raise Refused(f"{found} is not a public address; ENTENTE_OUTBOUND_ALLOW says which others may be reached")


def checked_url(url: str | URL, allowed: Networks = ()) -> URL:
    """The URL, where a request to it may be tried: http or https, a host, no user or password, a port that is 80, 443 or
    at least 1024, and no address that is refused. Names are looked up when the connection is made. Raises
    :class:`Refused`."""
    if isinstance(url, str) and (len(url) > _MOST_CHARACTERS or not url.isprintable() or " " in url or "\\" in url):
        raise Refused(f"the address is over {_MOST_CHARACTERS} characters, or has some that belong in no address")
    try:
        found = URL(url)
        port = found.port
    except (InvalidURL, ValueError):
        raise Refused("the address cannot be read; give https://HOST/PATH") from None
    if found.scheme not in ("http", "https") or not found.host:
        raise Refused("the address is neither http:// nor https://")
    if found.userinfo:
        raise Refused("the address holds a user or a password")
    if port is not None and port not in _WELL_KNOWN and not _FIRST_FREE <= port <= 65535:
        raise Refused(f"port {port} is not asked; give 80, 443 or one from {_FIRST_FREE} on")
    try:
        ip_address(found.host)
    except ValueError:
        return found
    checked_address(found.host, allowed)
    return found


def first_allowed(addresses: Sequence[str], allowed: Networks) -> list[str]:
    """Those of a host's addresses that may be connected to, in order. Raises :class:`Refused` where none may."""
    found, refusal = [], None
    for address in addresses:
        try:
            checked_address(address, allowed)
            found.append(address)
        except Refused as error:
            refusal = error
    if not found:
        raise refusal or Refused("the host has no address")
    return found


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_GLOBAL_4)
    if address.scope_id is not None or address not in _GLOBAL_6:
        return False
    if any(address in network for network in _NOT_GLOBAL_6):
        return False
    return (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP

"""One request to a public address: never to a private one, never further than its limits.

A host is resolved once and the connection goes to the address that was checked, so that a name cannot point elsewhere
between check and use (DNS rebinding). Redirects are followed by hand, and every hop is checked again.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import certifi
import urllib3

MOST_BYTES = 20_000_000  # of one page, as sent
HOPS = 5  # redirects followed
_PORTS = {"http": 80, "https": 443}


class Refused(Exception):
    """Why a page was not fetched, in words for the table of failures."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered: the address asked, the answer's status line, headers and body as sent."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    location: str | None

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def address(host: str, port: int, private: bool) -> str:
    """An address of ``host`` that may be asked. Raises Refused where every one is private, or there is none."""
    try:
        found = sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as error:
        raise Refused(f"the host has no address: {getattr(error, 'strerror', None) or error}") from error
    allowed = [one for one in found if private or _public(one)]
    if not allowed:
        raise Refused("the host has a private address only; --allow-private fetches it all the same")
    return allowed[0]


def _public(text: str) -> bool:
    place = ipaddress.ip_address(text.split("%")[0])
    inner = getattr(place, "ipv4_mapped", None) or getattr(place, "sixtofour", None)
    return place.is_global and not place.is_multicast and (inner is None or inner.is_global)


def get(url: str, agent: str, private: bool = False, timeout: float = 30.0) -> Page:
    """Ask for one page, redirects not followed. Raises Refused for what is not to be fetched or does not answer."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Refused("not an address of the web (http or https)")
    port = parts.port or _PORTS[parts.scheme]
    pool = _pool(parts.scheme, parts.hostname, address(parts.hostname, port, private), port, timeout)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.hostname if port == _PORTS[parts.scheme] else f"{parts.hostname}:{port}"
    try:
        with pool:
            answer = pool.request("GET", target, headers={"Host": host, "User-Agent": agent, "Accept-Encoding": "gzip",
                                                          "Accept": "text/html,*/*;q=0.5"},
                                  redirect=False, retries=False, preload_content=False)
            body = answer.read(MOST_BYTES + 1, decode_content=False)
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Refused(f"no answer: {type(error).__name__}") from error
    if len(body) > MOST_BYTES:
        raise Refused(f"more than {MOST_BYTES:,} bytes")
    location = answer.headers.get("Location") if answer.status in (301, 302, 303, 307, 308) else None
    return Page(url, answer.status, answer.reason or "", tuple(answer.headers.items()), body,
                urljoin(url, location) if location else None)


def _pool(scheme: str, host: str, place: str, port: int, timeout: float) -> urllib3.HTTPConnectionPool:
    """A connection to the checked address, in the name of the host."""
    limit = urllib3.Timeout(connect=min(10.0, timeout), read=timeout)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(place, port, timeout=limit, maxsize=1)
    return urllib3.HTTPSConnectionPool(place, port, timeout=limit, maxsize=1, server_hostname=host,
                                       assert_hostname=host, ca_certs=certifi.where(), cert_reqs="CERT_REQUIRED")


def retry_after(headers: Mapping[str, str] | Page) -> float | None:
    """Seconds a server asks to be left alone, where it says so in seconds."""
    value = headers.header("retry-after") if isinstance(headers, Page) else headers.get("retry-after")
    return float(value) if value and value.strip().isdigit() else None

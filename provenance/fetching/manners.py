"""Manners towards servers: what robots.txt allows, and how long to wait between two pages of one host."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from .net import Page, Refused

LONGEST = 60.0  # seconds a robots.txt may make us wait between pages; a host that asks for more is left alone


class Manners:
    """Robots and pace of every host met so far. ``fetch`` asks for a page; ``delay`` is the least pause in seconds."""

    def __init__(self, fetch: Callable[[str], Page], agent: str, delay: float,
                 clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._fetch, self._agent, self._delay = fetch, agent, delay
        self._clock, self._sleep = clock, sleep
        self._robots: dict[str, RobotFileParser | None] = {}
        self._next: dict[str, float] = {}

    def wait(self, url: str) -> None:
        """Wait until the host may be asked again, and count this as asking. Raises Refused where robots forbid it."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules(host)
        if rules is not None and not rules.can_fetch(self._agent, url):
            raise Refused("robots.txt of the host forbids it")
        told = rules.crawl_delay(self._agent) if rules is not None else None
        pause = max(self._delay, float(told or 0))
        if pause > LONGEST:
            raise Refused(f"robots.txt of the host asks for {pause:.0f} seconds between pages")
        self._sleep(max(0.0, self._next.get(host, 0.0) - self._clock()))
        self._next[host] = self._clock() + pause

    def rest(self, url: str, seconds: float) -> None:
        """Leave a host alone for so long, because it asked for it."""
        parts = urlsplit(url)
        self._next[f"{parts.scheme}://{parts.netloc}"] = self._clock() + min(seconds, LONGEST)

    def _rules(self, host: str) -> RobotFileParser | None:
        """What robots.txt says; None where there is none. A server in trouble forbids everything (RFC 9309)."""
        if host not in self._robots:
            rules: RobotFileParser | None = RobotFileParser()
            assert rules is not None
            try:
                page = self._fetch(f"{host}/robots.txt")
            except Refused:
                rules.parse(["User-agent: *", "Disallow: /"])
                self._robots[host] = rules
                raise
            if page.status >= 500:
                rules.parse(["User-agent: *", "Disallow: /"])
            elif page.status >= 300:
                rules = None
            else:
                rules.parse(page.body.decode("utf-8", "replace").splitlines())
            self._robots[host] = rules
            self._next[host] = self._clock() + self._delay
        return self._robots[host]

"""What a page may do: run its own script and style, known by their hashes, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

_CHARSET = '<meta charset="utf-8">'


def policy(scripts: list[str], styles: list[str], asks: bool = False) -> str:
    """The content security policy of a page with these inline scripts and styles.

    One that ``asks`` may also send forms to, and fetch from, the server it came from.
    """
    own = {"script-src": scripts, "style-src": styles}
    allowed = "; ".join(f"{name} {' '.join(map(_digest, content)) or chr(39) + 'none' + chr(39)}"
                        for name, content in own.items())
    where = "'self'; connect-src 'self'" if asks else "'none'"
    return f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action {where}"


def _digest(content: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def with_policy(page: str) -> str:
    """A finished page, whose untrusted text is escaped, with the policy that admits what stands in it."""
    scripts = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    told = policy(scripts, styles)
    return page.replace(_CHARSET, f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{told}">', 1)

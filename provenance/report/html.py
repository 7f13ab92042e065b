from collections.abc import Mapping
from typing import Any


def page(trace: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    return ""

"""Views of ``trace.json``: JSON, tables, GraphML, one self-contained page, and the terminal."""

from ..tracefile.encode import to_dict
from .files import load_trace, write
from .output import claim
from .page import page
from .terminal import show

__all__ = ["claim", "load_trace", "page", "show", "to_dict", "write"]

"""Views of ``trace.json``: JSON, tables, GraphML, one self-contained page, and the terminal."""

from .files import load, write
from .html import page
from .json import to_dict
from .terminal import show

__all__ = ["load", "page", "show", "to_dict", "write"]

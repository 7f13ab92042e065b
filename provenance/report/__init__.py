"""Views of ``trace.json``: JSON, tables, GraphML, one self-contained page, and the terminal."""

"""``provenance serve``: a page on this computer to paste or drop texts into; `server` is the door.

This file imports nothing: processes that run jobs come in here, and need neither the server nor its libraries.
"""

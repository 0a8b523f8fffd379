"""The administrator's pages for the voice: how it speaks, and recordings of people."""

from server.admin.voice import recordings  # its addresses belong to the same blueprint
from server.admin.voice.view import blueprint

__all__ = ["blueprint", "recordings"]

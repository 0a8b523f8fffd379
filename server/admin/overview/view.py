"""The administrator's overview: its room, from which `admin.html` gets its style."""

from server.web.screen import room

blueprint = room("admin", __name__, __file__)

"""The page that a screen shows until it has been given its access code. `server.web.guard` answers with it."""

from server.web.screen import room

blueprint = room("enter", __name__, __file__)

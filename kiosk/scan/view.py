"""The scripts and the style of whatever a kiosk scans; they belong to the page of `kiosk/take`."""

from server.web.screen import room

blueprint = room("scan", __name__, __file__)

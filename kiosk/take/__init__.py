"""The kiosk: a citizen takes a number in two touches."""

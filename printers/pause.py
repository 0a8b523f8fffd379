"""How long to wait before another try."""


class Pause:
    """Seconds to wait after one failure after another: 0.5, 1, 2, 4, 5, 5, …"""

    def __init__(self, first: float = 0.5, longest: float = 5.0) -> None:
        self._first, self._longest = first, longest
        self._next = 0.0

    @property
    def due(self) -> float:
        """What to wait now; 0 after a success."""
        return self._next

    def failed(self) -> None:
        """The next pause is longer."""
        self._next = min(self._next * 2, self._longest) if self._next else self._first

    def succeeded(self) -> None:
        """No pause any more."""
        self._next = 0.0

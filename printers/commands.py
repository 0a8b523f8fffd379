"""Where one ESC/POS command ends and the next begins. Pure; the emulator's ears.

Lengths follow Epson's ESC/POS command reference. A command that is not in the tables is taken as two bytes long, as
most printers do: they never wait for parameters they do not know of.
"""

from dataclasses import dataclass

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D

ESC_PARAMETERS = {
    **dict.fromkeys(b"@2\x0cLSimv<", 0),
    **dict.fromkeys(b"!%-3=?EGJKMRTUVade{rtu \x19", 1),
    **dict.fromkeys(b"$\\c", 2),
    **dict.fromkeys(b"p", 3),
    **dict.fromkeys(b"W", 8),
}
GS_PARAMETERS = {
    **dict.fromkeys(b":cz", 0),
    **dict.fromkeys(b"!/BHITabfhjrwx", 1),
    **dict.fromkeys(b"$LPW\\", 2),
    **dict.fromkeys(b"^", 3),
    **dict.fromkeys(b"g", 4),
}
FS_PARAMETERS = {**dict.fromkeys(b"&.", 0), **dict.fromkeys(b"!-CW", 1), **dict.fromkeys(b"Sp", 2)}
DLE_PARAMETERS = {0x04: 1, 0x05: 1}
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

RASTER = b"\x1d\x76\x30"


@dataclass(frozen=True, slots=True)
class Command:
    """One command or one printable byte. `body` counts bytes of picture or other data that follow and belong to it."""

    name: bytes
    parameters: bytes = b""
    body: int = 0

    @property
    def length(self) -> int:
        """Bytes from its name to its last parameter, without the body."""
        return len(self.name) + len(self.parameters)


def next_command(data: bytes) -> Command | None:
    """The command at the beginning of `data`; None while it is not complete. A body need not have arrived yet."""
    if not data:
        return None
    if data[0] not in (DLE, ESC, FS, GS):
        return Command(data[:1])
    if len(data) < 2:
        return None
    match data[0]:
        case 0x1B:
            return _esc(data)
        case 0x1D:
            return _gs(data)
        case 0x1C if data[1] == ord("("):
            return _counted(data, at=3, width=2)
        case 0x1C:
            return _plain(data, FS_PARAMETERS.get(data[1], 0))
        case _:
            return _dle(data)


def _plain(data: bytes, count: int, name: int = 2) -> Command | None:
    return Command(data[:name], data[name : name + count]) if len(data) >= name + count else None


def _counted(data: bytes, at: int, width: int) -> Command | None:
    """A command whose length field of `width` bytes begins at `at` and counts the body."""
    if len(data) < at + width:
        return None
    return Command(data[:at], data[at : at + width], int.from_bytes(data[at : at + width], "little"))


def _until_nul(data: bytes, start: int, longest: int) -> Command | None:
    end = data.find(0, start, start + longest)
    if end < 0:
        return None if len(data) < start + longest else Command(data[:2])
    return Command(data[:2], data[2 : end + 1])


def _esc(data: bytes) -> Command | None:
    match chr(data[1]):
        case "(":
            return _counted(data, at=3, width=2)
        case "D":
            return _until_nul(data, 2, 33)
        case "*":
            if len(data) < 5:
                return None
            columns = int.from_bytes(data[3:5], "little")
            return Command(data[:2], data[2:5], columns * (3 if data[2] in (32, 33) else 1))
        case _:
            return _plain(data, ESC_PARAMETERS.get(data[1], 0))


def _gs(data: bytes) -> Command | None:
    match chr(data[1]):
        case "(":
            return _counted(data, at=3, width=2)
        case "8":
            return _counted(data, at=3, width=4)
        case "V":
            if len(data) < 3:
                return None
            return _plain(data, 1 if data[2] in (0, 1, 48, 49) else 2)
        case "v":
            command = _plain(data, 5, name=3)
            return command and Command(command.name, command.parameters, _area(command.parameters[1:]))
        case "k":
            if len(data) < 4:
                return None
            return _until_nul(data, 3, 256) if data[2] <= 6 else Command(data[:2], data[2:4], data[3])
        case "*":
            return Command(data[:2], data[2:4], data[2] * data[3] * 8) if len(data) >= 4 else None
        case _:
            return _plain(data, GS_PARAMETERS.get(data[1], 0))


def _dle(data: bytes) -> Command | None:
    if data[1] != 0x14:
        return _plain(data, DLE_PARAMETERS.get(data[1], 0))
    if len(data) < 3:
        return None
    return _plain(data, 8 if data[2] == 8 else 3)


def _area(numbers: bytes) -> int:
    """Bytes of a raster picture: width in bytes times rows."""
    return int.from_bytes(numbers[0:2], "little") * int.from_bytes(numbers[2:4], "little")

"""Is this a whole MP3? The frames are walked one by one; nothing is decoded.

An online engine may answer with a web page, half a file or noise, and no error. Frame layout after ISO/IEC 11172-3
(MPEG-1) and 13818-3 (MPEG-2), layer III.
"""

# Kilobits a second by the header's index; 0 ("free") and 15 (forbidden) do not occur in speech clips.
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
# Samples a second by version bits: MPEG-2.5, reserved, MPEG-2, MPEG-1.
_HERTZ = ((11025, 12000, 8000), (), (22050, 24000, 16000), (44100, 48000, 32000))
_LAYER_3 = 0b01
_ID3_HEADER = 10
_ID3V1_SIZE = 128


class NotMp3(ValueError):
    """The bytes are not one whole MP3 file."""


def seconds(data: bytes) -> float:
    """How long the MP3 plays. Raises NotMp3 if it does not begin as one or does not end with a whole frame."""
    at, total = _after_id3(data), 0.0
    end = len(data) - _ID3V1_SIZE if data[-_ID3V1_SIZE:].startswith(b"TAG") else len(data)
    while at < end:
        size, duration = _frame(data, at)
        at += size
        total += duration
    if at != end or not total:
        raise NotMp3(f"the last frame needs {at - end} bytes more" if total else "no frame")
    return total


def _after_id3(data: bytes) -> int:
    """Where the sound begins: behind the ID3v2 tag, whose size is four bytes of seven bits."""
    if not data.startswith(b"ID3"):
        return 0
    if len(data) < _ID3_HEADER:
        raise NotMp3("cut inside the tag")
    size = 0
    for byte in data[6:_ID3_HEADER]:
        size = size << 7 | byte & 0x7F
    return _ID3_HEADER + size


def _frame(data: bytes, at: int) -> tuple[int, float]:
    """Bytes and seconds of the frame at `at`."""
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer = head >> 19 & 0b11, head >> 17 & 0b11
    bitrate, rate, padding = head >> 12 & 0b1111, head >> 10 & 0b11, head >> 9 & 1
    if len(data) < at + 4 or head >> 21 != 0x7FF or layer != _LAYER_3 or version == 1 or rate == 3:
        raise NotMp3(f"no frame at byte {at}")
    kbps = (_KBPS_1 if version == 3 else _KBPS_2)[bitrate]
    if not kbps:
        raise NotMp3(f"no bit rate at byte {at}")
    hertz, samples = _HERTZ[version][rate], 1152 if version == 3 else 576
    return samples // 8 * kbps * 1000 // hertz + padding, samples / hertz

import socket
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from printers.emulator import Emulator
from printers.escpos_job import mark_of, ticket_job
from printers.paper import draw
from printers.slip import Slip
from tests.paper.tickets import modest, random_slips

GENEROUS = 60.0
COUNT, SEED = 30, 20261120


@dataclass(frozen=True, slots=True)
class Paper:
    """A ticket, as it was drawn and as the emulated printer cut it off."""

    slip: Slip
    drawn: Image.Image
    cut: Image.Image


def printed(slips: list[Slip], folder: Path, width: int = 576) -> list[Paper]:
    """Send the tickets to an emulated printer, byte for byte as the agent does, and pick them up."""
    drawn = [draw(slip, width) for slip in slips]
    with Emulator(folder, width=width) as emulator:
        for number, picture in enumerate(drawn):
            mark = mark_of(str(number))
            with socket.create_connection(("127.0.0.1", emulator.port), timeout=GENEROUS) as line:
                line.sendall(ticket_job(picture, mark))
                said = b""
                while not said.endswith(b"\x37\x22" + mark + b"\x00"):
                    said += line.recv(64)
        cut = [Image.open(path) for path in emulator.tickets]
    return [Paper(*one) for one in zip(slips, drawn, cut, strict=True)]


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    """Thirty random tickets on 80 mm paper."""
    slips = [modest(slip) for slip in random_slips(COUNT, SEED)]
    return printed(slips, tmp_path_factory.mktemp("papers"))

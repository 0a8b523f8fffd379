"""Ways to a printer: network, USB, serial line, the spoolers of CUPS and Windows, a file.

Each way is one small class with the methods of `Transport`; whatever waits, waits with a deadline. Calls of the system
that know none (the look-up of a name, the spooler of Windows) run aside: they may go on, but nobody waits for them.
"""

from printers.transports.address import Address, parse_address
from printers.transports.base import HandOverUnclear, PrinterBusy, PrinterGone, Transport
from printers.transports.cups import CupsTransport
from printers.transports.file import FileTransport
from printers.transports.serial_line import SerialTransport
from printers.transports.tcp import TcpTransport
from printers.transports.usblp import UsblpTransport
from printers.transports.windows import WindowsTransport

__all__ = [
    "Address",
    "CupsTransport",
    "FileTransport",
    "HandOverUnclear",
    "PrinterBusy",
    "PrinterGone",
    "SerialTransport",
    "TcpTransport",
    "Transport",
    "UsblpTransport",
    "WindowsTransport",
    "parse_address",
    "transport_of",
]


def transport_of(address: Address) -> Transport:
    """The way to that printer, not yet opened.

    Raises ValueError for `virtual`: that printer runs inside the agent, which knows its port.
    """
    match address.kind:
        case "network":
            return TcpTransport(address.host, address.port)
        case "usb":
            return UsblpTransport(address.path)
        case "serial":
            return SerialTransport(address.path, address.baud, address.flow)
        case "cups":
            return CupsTransport(address.queue)
        case "windows":
            return WindowsTransport(address.queue)
        case "file":
            return FileTransport(address.path)
        case "virtual":
            raise ValueError("the virtual printer has no line of its own; use the network address it listens on")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.transports import (
    Address,
    CupsTransport,
    FileTransport,
    SerialTransport,
    TcpTransport,
    UsblpTransport,
    WindowsTransport,
    parse_address,
    transport_of,
)

KNOWN = {
    "virtual": Address("virtual"),
    "network://192.168.1.50:9101": Address("network", "192.168.1.50", 9101),
    "network://printer": Address("network", "printer", 9100),
    "network://[::1]:9100": Address("network", "::1", 9100),
    "usb:///dev/usb/lp0": Address("usb", path="/dev/usb/lp0"),
    "usb:///dev/may%20in": Address("usb", path="/dev/may in"),
    "serial:///dev/ttyUSB0": Address("serial", path="/dev/ttyUSB0", baud=115200, flow="rtscts"),
    "serial:///dev/ttyS1?baud=9600&flow=xonxoff": Address("serial", path="/dev/ttyS1", baud=9600, flow="xonxoff"),
    "serial:///dev/ttyS1?flow=none": Address("serial", path="/dev/ttyS1", flow="none"),
    "serial:///COM3?baud=19200": Address("serial", path="COM3", baud=19200),
    "serial://com12": Address("serial", path="COM12"),
    "cups://May_In-2": Address("cups", queue="May_In-2"),
    "windows://EPSON TM-T82III Receipt": Address("windows", queue="EPSON TM-T82III Receipt"),
    r"windows://\\quay\POS-80": Address("windows", queue=r"\\quay\POS-80"),
    "windows://M%C3%A1y in": Address("windows", queue="Máy in"),
    "file:///var/spool/moiso/jobs.bin": Address("file", path="/var/spool/moiso/jobs.bin"),
}


@pytest.mark.parametrize(("text", "address"), KNOWN.items())
def test_addresses(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "virtual://", "usb", "192.168.1.50:9100", "ftp://x", "NETWORK://x:9100",
     "network://", "network://a b", "network://x:99999", "network://x:0", "network://u@x:9100", "network://:p@x", "network://x:9100/path",
     "network://" + "x" * 64, "network://a..b",
     "network://quầy." + "y" * 64 + ".vn", "network://x?y=1", "network://x:y", "network://[", "usb://[", "serial://[",
     "usb://", "usb:///", "usb://dev/usb/lp0", "usb:///dev/usb/", "usb:///dev/usb/lp0?x=1", "usb:///dev/\nlp0",
     "usb:///dev/lp%00",
     "serial://", "serial:///", "serial://host/dev/ttyS0", "serial:///dev/ttyS0?baud=fast", "serial:///dev/ttyS0?baud=0",
     "serial:///dev/ttyS0?baud=9600&baud=19200", "serial:///dev/ttyS0?flow=dsrdtr", "serial:///dev/ttyS0?parity=even",
     "serial:///dev/ttyS0?baud=99999999", "serial:///dev/ttyS0?baud=٩٦٠٠",
     "cups://", "cups://-oraw", "cups://a b", "cups://host/queue", "cups://a;b'c", "cups://" + "q" * 128,
     "windows://", "windows://  ", "windows://a\tb", "windows://" + "x" * 300,
     "file://", "file:///", "file://name", "file:///tmp/"],
)  # fmt: skip
def test_other_addresses_say_what_is_supported(text: str) -> None:
    with pytest.raises(ValueError, match=r"supported are: virtual, network://HOST:PORT, usb:///dev/usb/lp0"):
        parse_address(text)


@given(st.text(max_size=40) | st.builds("".join, st.lists(st.sampled_from([*KNOWN, "://", "%", "?", "[", "]", ":"]))))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    try:
        kind = parse_address(text).kind
    except ValueError:
        return
    assert text.partition(":")[0] in (kind, "file")


def test_a_device_called_a_file_is_a_device() -> None:
    """An unplugged printer must not turn into an ordinary file called /dev/usb/lp0."""
    assert parse_address("file:///dev/usb/lp0") == Address("usb", path="/dev/usb/lp0")


def test_what_goes_through_a_spooler_is_never_confirmed() -> None:
    levels = {text.partition(":")[0]: address.ceiling for text, address in KNOWN.items()}
    assert levels == {
        "virtual": "L3",
        "network": "L3",
        "usb": "L3",
        "serial": "L3",
        "cups": "L0",
        "windows": "L0",
        "file": "L0",
    }


def test_every_address_has_its_transport() -> None:
    def made(text: str) -> object:
        return transport_of(parse_address(text))

    assert isinstance(made("network://10.0.0.9"), TcpTransport)
    assert isinstance(made("usb:///dev/usb/lp0"), UsblpTransport)
    assert isinstance(made("cups://q"), CupsTransport)
    assert isinstance(made("windows://POS"), WindowsTransport)
    assert isinstance(made("file:///tmp/x"), FileTransport)
    serial = made("serial:///dev/ttyS0?baud=9600&flow=none")
    assert isinstance(serial, SerialTransport)
    assert (serial.path, serial.baud, serial.flow) == ("/dev/ttyS0", 9600, "none")
    with pytest.raises(ValueError, match="virtual"):
        made("virtual")

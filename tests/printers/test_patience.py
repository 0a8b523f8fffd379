import pytest

from printers.patience import Patience, patience_for
from printers.transports import parse_address


@pytest.mark.parametrize("text", ["virtual", "network://printer", "usb:///dev/usb/lp0", "cups://POS"])
def test_fast_lines_get_eight_seconds(text: str) -> None:
    assert patience_for(parse_address(text)) == Patience()
    assert Patience().answer == 8.0


@pytest.mark.parametrize(("baud", "seconds"), [(115200, 8), (38400, 14.7), (9600, 49.9), (2400, 60)])
def test_slow_serial_lines_get_longer(baud: int, seconds: float) -> None:
    patience = patience_for(parse_address(f"serial:///dev/ttyS0?baud={baud}"))
    assert patience.answer == pytest.approx(seconds, abs=0.1)
    assert patience.recovery == 120
    assert 2 <= patience.closing <= 10

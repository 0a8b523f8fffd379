"""What may be chosen on the command line or as environment variables; the command line wins."""

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from tools.talk import LANGS, Lang, Trouble

Command = Literal["serve", "setup", "test", "bench"]
ENGINES = ("eventlet", "gevent", "threading")
YES, NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}

DEVICE = r"/[^?#\x00-\x1f]*[^?#/\x00-\x1f]"
PRINTERS = {
    "virtual": re.compile("virtual"),
    "network": re.compile(r"network://(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(:[0-9]{1,5})?/?"),
    "usb": re.compile(f"usb://{DEVICE}"),
    "serial": re.compile(
        rf"serial://({DEVICE}|/?[Cc][Oo][Mm][0-9]{{1,3}})(\?(baud=[0-9]{{1,7}}|flow=(rtscts|xonxoff|none)|&)*)?"
    ),
    "cups": re.compile(r"cups://[^\s/#\\?%'\"-][^\s/#\\?%'\"]{0,126}"),
    "windows": re.compile(r"windows://[^\x00-\x1f]{1,220}"),
    "file": re.compile(f"file://{DEVICE}"),
}
"""What the agent can print to, and what such an address looks like. The agent itself reads it more strictly."""

EXAMPLES = {
    "virtual": "virtual",
    "network": "network://192.168.1.50:9100",
    "usb": "usb:///dev/usb/lp0",
    "serial": "serial:///dev/ttyUSB0?baud=115200&flow=rtscts",
    "cups": "cups://POS80",
    "windows": "windows://EPSON TM-T82III",
    "file": "file:///var/spool/moiso/phieu.bin",
}

HELP = """\
các lệnh [commands]:
  (không có) [none]        chuẩn bị rồi khởi động máy chủ và bộ in [set up, then start server and print agent]
  setup                    chỉ chuẩn bị [set up only]
  test [pytest …]          kiểm tra toàn bộ; có tham số thì chỉ chạy pytest với các tham số đó
                           [all checks and tests; with arguments only pytest, with these arguments];
                           --keep-going: không dừng ở bước lỗi đầu tiên [do not stop at the first failing step]
  bench [pytest …]         đo tốc độ [measurements in tests/bench]

máy in [printers], --printer ĐỊA-CHỈ [ADDRESS]:
  virtual                                       máy in ảo: mỗi phiếu là một tệp ảnh [virtual: picture files]
  network://192.168.1.50:9100                   máy in mạng [network printer]
  usb:///dev/usb/lp0                            máy in USB trên Linux [USB printer, on Linux]
  serial:///dev/ttyUSB0?baud=115200&flow=rtscts máy in cổng nối tiếp, flow: rtscts | xonxoff | none [serial line]
  cups://HÀNG-ĐỢI [QUEUE]                       qua CUPS, không xác nhận được phiếu đã in [by CUPS, never confirmed]
  windows://TÊN MÁY IN [PRINTER NAME]           qua Windows, không xác nhận được [by Windows, never confirmed]
  file:///ĐƯỜNG/DẪN [PATH]                      ghi vào tệp, không xác nhận được [into a file, never confirmed]

Biến môi trường [environment]: MOISO_PORT, MOISO_HOST, MOISO_DATA, MOISO_PRINTER, MOISO_ENGINE, MOISO_NO_BROWSER,
MOISO_REAL_HOURS; MOISO_RATE_LIMITS=off tắt giới hạn số yêu cầu [switches request limits off, for load tests].
"""


@dataclass(frozen=True, slots=True)
class Options:
    """One start of `run.py`. `rest` are pytest's own arguments; `port` 0 means any free port."""

    command: Command = "serve"
    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    printer: str = "virtual"
    engine: str = "eventlet"
    browser: bool = True
    real_hours: bool = False
    verbose: bool = False
    keep_going: bool = False
    lang: Lang = "both"
    rest: tuple[str, ...] = field(default=())


def parse(argv: Sequence[str], env: Mapping[str, str], root: Path) -> Options:
    """Read the choices. The data folder defaults to `root / "data"`; a relative one counts from the current folder.

    Raises `Trouble` for a value that cannot be meant; argparse itself ends the programme on an unknown option.
    """
    command, argv, rest, keep_going = _split(argv)
    if command in ("test", "bench") and not argv:
        return Options(command, keep_going=keep_going, rest=rest)
    found = _parser(command, env, root).parse_args(argv)
    port = _port(str(found.port))
    if found.engine not in ENGINES:
        raise Trouble(
            f"Không có bộ máy “{found.engine}”; chỉ có: {', '.join(ENGINES)}.",
            f"There is no engine “{found.engine}”; choose one of: {', '.join(ENGINES)}.",
            code=2,
        )
    _check_printer(found.printer)
    return Options(
        command=command,
        host=found.host,
        port=port,
        data=Path(found.data).expanduser().resolve(),
        printer=found.printer,
        engine=found.engine,
        browser=not (found.no_browser or _flag(env, "MOISO_NO_BROWSER")),
        real_hours=found.real_hours or _flag(env, "MOISO_REAL_HOURS"),
        verbose=found.verbose,
        lang=cast(Lang, found.lang),
    )


def _split(argv: Sequence[str]) -> tuple[Command, list[str], tuple[str, ...], bool]:
    """The command, our own arguments, pytest's arguments, and whether `--keep-going` was among them."""
    first = argv[0] if argv else "serve"
    if first not in ("serve", "setup", "test", "bench"):
        return "serve", list(argv), (), False
    command, after = cast(Command, first), list(argv[1:])
    if command not in ("test", "bench") or (after and after[0] in ("-h", "--help")):
        return command, after, (), False
    return command, [], tuple(word for word in after if word != "--keep-going"), "--keep-going" in after


def _parser(command: str, env: Mapping[str, str], root: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 run.py",
        usage="python3 run.py [setup | test | bench] [--port P] [--data DIR] …",
        description="Mời Số: lấy số, gọi số, hỏi ý kiến [take a number, call it, ask how it was]",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command=command)
    option = parser.add_argument
    option("--port", default=env.get("MOISO_PORT") or "8000", help="cổng; 0: cổng trống bất kỳ [port; 0: any free one]")
    option("--host", default=env.get("MOISO_HOST") or "127.0.0.1", help="địa chỉ lắng nghe [address to listen on]")
    option("--data", default=env.get("MOISO_DATA") or str(root / "data"), metavar="DIR", help="thư mục dữ liệu [data]")
    option(
        "--printer",
        default=env.get("MOISO_PRINTER") or "virtual",
        metavar="ADDRESS",
        help="máy in, xem dưới [printer, see below]: " + ", ".join(PRINTERS),
    )
    option("--engine", default=env.get("MOISO_ENGINE") or "eventlet", help=" | ".join(ENGINES))
    option(
        "--real-hours", action="store_true", help="trung tâm mẫu theo giờ thật [the demo centre keeps its true hours]"
    )
    option("--no-browser", action="store_true", help="không mở trình duyệt [open no browser]")
    option("--verbose", action="store_true", help="hiện cả nhật ký trên màn hình [show the logs on the terminal too]")
    option("--lang", choices=LANGS, default="both", help="ngôn ngữ của các dòng này [language of these lines]")
    return parser


def _check_printer(address: str) -> None:
    """Refuse what the agent would refuse, while somebody is still looking at the terminal."""
    kind = address.partition("://")[0]
    if kind not in PRINTERS:
        raise Trouble(
            f"Không có loại máy in “{address}”; hiện có: {', '.join(EXAMPLES.values())}.",
            f"There is no such printer as “{address}”; there are: {', '.join(EXAMPLES.values())}.",
            code=2,
        )
    if not PRINTERS[kind].fullmatch(address):
        raise Trouble(
            f"Địa chỉ máy in “{address}” chưa đúng; ví dụ đúng: {EXAMPLES[kind]}",
            f"The printer's address “{address}” is not right; a right one is {EXAMPLES[kind]}",
            code=2,
        )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise Trouble(
            f"Cổng phải là số từ 0 đến 65535, không phải “{text}”.",
            f"A port is a number from 0 to 65535, not “{text}”.",
            code=2,
        )
    return int(text)


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in YES | NO:
        raise Trouble(f"{name} phải là 1 hoặc 0, không phải “{value}”.", f"{name} is 1 or 0, not “{value}”.", code=2)
    return value in YES

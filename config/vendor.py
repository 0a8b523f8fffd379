"""The third-party files that browsers and printers need, by short names.

The files are installed by `python3 run.py setup` (npm, pinned by `vendor/package-lock.json`) and never committed. This
module alone knows how the packages lay them out. Only the names in `FILES` exist: a name that came from a request can
be passed in as it is.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

MODULES = Path(__file__).resolve().parent.parent / "vendor" / "node_modules"

_WEIGHTS = {
    400: "400Regular",
    500: "500Medium",
    600: "600SemiBold",
    700: "700Bold",
    800: "800ExtraBold",
}
_FAMILIES = {"be-vietnam-pro": "BeVietnamPro", "noto-sans": "NotoSans"}


def _fonts() -> dict[str, str]:
    return {
        f"{package}-{weight}.ttf": f"@expo-google-fonts/{package}/{folder}/{family}_{folder}.ttf"
        for package, family in _FAMILIES.items()
        for weight, folder in _WEIGHTS.items()
    }


FILES: Mapping[str, str] = MappingProxyType(
    {"socket.io.esm.min.js": "socket.io-client/dist/socket.io.esm.min.js", **_fonts()}
)
"""Short name → path below `vendor/node_modules`."""


class UnknownVendorFile(KeyError):
    """The name is not on the list; nothing was looked up on the disk."""


class VendorMissing(FileNotFoundError):
    """The name is on the list but the file is not installed. The text names the command that installs it."""


def file(name: str, modules: Path = MODULES) -> Path:
    """The installed file behind a short name such as `be-vietnam-pro-700.ttf`.

    Raises `UnknownVendorFile` for any name that is not in `FILES`, `VendorMissing` when the file is not installed.
    """
    if name not in FILES:
        raise UnknownVendorFile(name)
    path = modules / FILES[name]
    if not path.is_file():
        raise VendorMissing(
            f"Thiếu tệp {name}. Hãy chạy: python3 run.py setup "
            f"[{name} is not installed. Run: python3 run.py setup] ({path})"
        )
    return path


def missing(modules: Path = MODULES) -> list[str]:
    """The names whose files are not installed; empty when everything is in place."""
    return [name for name, path in FILES.items() if not (modules / path).is_file()]

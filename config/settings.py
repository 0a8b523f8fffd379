"""What a run of the server may be told: the same names as options and as environment variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OFF = {"", "off", "0", "no", "false"}


@dataclass(frozen=True, slots=True)
class Settings:
    """One server's settings.

    `base_url` is the address that people's phones and screens reach; `demo` makes a demo centre.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    engine: str = "eventlet"
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    real_hours: bool = False
    rate_limits: bool = True
    voice: bool = True
    online_voice: bool = True
    voice_bank: bool = True
    secure_cookies: bool = False

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "moiso.db"

    @property
    def centre_file(self) -> Path:
        """What the centre is."""
        return self.data / "centre.json"

    @property
    def access_file(self) -> Path:
        """The demo's own passwords and tokens (mode 0600)."""
        return self.data / "demo-access.json"

    @property
    def clips(self) -> Path:
        """Spoken clips."""
        return self.data / "clips"

    @property
    def recordings(self) -> Path:
        """What people have recorded, a folder a language."""
        return self.data / "recordings"

    @property
    def voices(self) -> Path:
        """Voice files for piper, brought by whoever wants them."""
        return self.data / "voices"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `MOISO_…` variables."""
    host = environment.get("MOISO_HOST", "127.0.0.1")
    port = int(environment.get("MOISO_PORT", "8000"))
    base_url = environment.get("MOISO_BASE_URL") or f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    return Settings(
        data=Path(environment.get("MOISO_DATA", "data")),
        host=host,
        port=port,
        engine=environment.get("MOISO_ENGINE", "eventlet"),
        base_url=base_url.rstrip("/"),
        real_hours=environment.get("MOISO_REAL_HOURS", "off").lower() not in OFF,
        rate_limits=environment.get("MOISO_RATE_LIMITS", "on").lower() not in OFF,
        voice=environment.get("MOISO_VOICE", "on").lower() not in OFF,
        online_voice=environment.get("MOISO_ONLINE_VOICE", "on").lower() not in OFF,
        voice_bank=environment.get("MOISO_BANK", "on").lower() not in OFF,
        secure_cookies=base_url.startswith("https://"),
    )

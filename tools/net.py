"""Addresses and ports of this machine."""

import errno
import http.client
import socket
import sys

from tools.talk import Trouble


def reachable(host: str) -> str:
    """The address under which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)


def address(host: str, port: int) -> str:
    here = reachable(host)
    return f"http://{f'[{here}]' if ':' in here else here}:{port}"


def free_port(host: str, port: int) -> int:
    """The port itself if it is free, any free one for 0. Raises `Trouble` when it is taken or not ours to use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform == "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # the last run's closed connections do not count
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _port_trouble(host, port, error) from error
        return int(probe.getsockname()[1])


def _port_trouble(host: str, port: int, error: OSError) -> Trouble:
    if error.errno == errno.EADDRINUSE:
        return Trouble(
            f"Cổng {port} đang được chương trình khác dùng (có thể Mời Số đã chạy rồi). Hãy thử --port {port + 1}.",
            f"Port {port} is in use by another program (perhaps Mời Số runs already). Try --port {port + 1}.",
        )
    return Trouble(f"Không mở được {host}:{port}.", f"{host}:{port} cannot be opened.", f"    {error}")


def healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

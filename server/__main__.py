"""`python -m server`: serve one centre. Options are also environment variables (`MOISO_PORT` and so on).

The engine patches the standard library, so nothing but the standard library may be imported before it is chosen.
"""

import argparse
import os
import sys


def main() -> None:
    """Choose, patch, build, serve."""
    parser = argparse.ArgumentParser(prog="python -m server", description="Serve one service centre.")
    parser.add_argument("--data", default=None, help="data folder (MOISO_DATA, ./data)")
    parser.add_argument("--host", default=None)
    parser.add_argument("--port", default=None)
    parser.add_argument("--engine", default=None, help="eventlet, gevent or threading")
    parser.add_argument("--demo", action="store_true", help="make the demo centre when there is no centre yet")
    parser.add_argument("--real-hours", action="store_true", help="the demo keeps its true opening hours")
    options = parser.parse_args()
    for name in ("data", "host", "port", "engine"):
        if getattr(options, name) is not None:
            os.environ[f"MOISO_{name.upper()}"] = getattr(options, name)
    if options.real_hours:
        os.environ["MOISO_REAL_HOURS"] = "on"
    if os.environ.get("MOISO_LIFELINE"):
        from config.lifeline import hold

        hold()  # before patching: it needs a real thread

    os.umask(0o077)  # the data folder holds the centre's secret: what the server writes is nobody else's to read
    from server.engine import patch

    patch(os.environ.get("MOISO_ENGINE", "eventlet"))
    _serve(options.demo)


def _serve(demo: bool) -> None:
    from dataclasses import replace

    from config.centre import CentreFileError
    from config.settings import from_environment
    from server.app import create_app, start_tasks
    from server.engine import serve

    settings = replace(from_environment(), demo=demo)
    try:
        app, sockets = create_app(settings)
    except CentreFileError as error:
        sys.exit("\n".join([f"{settings.centre_file}:", *(f"  {mistake}" for mistake in error.mistakes)]))
    start_tasks(app, sockets)

    def ready(port: int) -> None:
        print(f"moiso: {settings.engine} on http://{settings.host}:{port}", flush=True)

    serve(settings.engine, app, settings.host, settings.port, ready)


if __name__ == "__main__":
    main()

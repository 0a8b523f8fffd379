"""The three engines the same app runs on, and the only file that knows their names.

The stock start-up of each has a defect that a hall would notice; each is cured here: eventlet's server stops
answering at 1,024 connections and lets a busy connection keep the loop; gevent's server leaves Nagle's algorithm on
(44 ms a request); a garbage collection of everything stops all screens for a tenth of a second.
"""

import contextlib
import gc
import os
import socket
import sys
import warnings
from collections.abc import Callable
from typing import Any

ENGINES = ("eventlet", "gevent", "threading")
MOST_CONNECTIONS = 20_000
BACKLOG = 512


def patch(engine: str) -> None:
    """Make the standard library cooperative. To be called before anything else is imported."""
    if engine == "eventlet":
        # The server looks up no names, so eventlet's own resolver (10 MB) stays away; hashing needs no twenty threads.
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
        os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", "4")
        with warnings.catch_warnings():
            # It says at every start that it is being retired; the decision record says what we do about it.
            warnings.simplefilter("ignore")
            import eventlet

        eventlet.monkey_patch()
    elif engine == "gevent":
        from gevent import monkey

        monkey.patch_all()
    elif engine != "threading":
        sys.exit(f"unknown engine {engine!r}; choose one of {', '.join(ENGINES)}")


def blocking_runner(engine: str) -> Callable[..., Any]:
    """`run(function, *arguments)`: runs something slow in native code without stopping the loop.

    The function must not log and must not use a database pool that the loop uses too: both wait for ever across real
    threads.
    """
    if engine == "eventlet":
        from eventlet import tpool

        return tpool.execute  # type: ignore[no-any-return]
    if engine == "gevent":
        from gevent import get_hub

        return lambda function, *arguments: get_hub().threadpool.apply(function, arguments)
    return lambda function, *arguments: function(*arguments)


def calm_collector() -> None:
    """Keep what start-up made out of every later collection, and make collections of everything rare."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def raise_file_limit() -> None:
    """Every screen is an open file; the usual soft limit is 1,024."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, MOST_CONNECTIONS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def serve(engine: str, app: Any, host: str, port: int, ready: Callable[[int], None]) -> None:
    """Serve for ever; `ready(port)` is called when connections are accepted."""
    raise_file_limit()
    calm_collector()
    {"eventlet": _eventlet, "gevent": _gevent, "threading": _threading}[engine](app, host, port, ready)


def _eventlet(app: Any, host: str, port: int, ready: Callable[[int], None]) -> None:
    import eventlet
    from eventlet import wsgi

    def fair(environ: Any, start_response: Any) -> Any:
        eventlet.sleep(
            0
        )  # a connection with many requests in its buffer lets the others have a turn between two of them
        return app(environ, start_response)

    listening = eventlet.listen((host, port), backlog=BACKLOG)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    ready(listening.getsockname()[1])
    with open(os.devnull, "w") as nowhere:
        wsgi.server(listening, fair, log=nowhere, log_output=False, max_size=MOST_CONNECTIONS, debug=False)


def _gevent(app: Any, host: str, port: int, ready: Callable[[int], None]) -> None:
    from gevent import pywsgi
    from gevent import socket as green

    listening = green.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.bind((host, port))
    listening.listen(BACKLOG)
    ready(listening.getsockname()[1])
    pywsgi.WSGIServer(listening, app, log=None).serve_forever()


def _threading(app: Any, host: str, port: int, ready: Callable[[int], None]) -> None:
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        """Requests are not logged line by line: addresses and keys stay out of logs."""

        def log_request(self, *_: Any) -> None:
            """Say nothing."""

    server = make_server(host, port, app, threaded=True, request_handler=Quiet)
    ready(server.server_port)
    server.serve_forever()

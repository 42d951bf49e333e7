"""The process of a private Prefect API: `python -m flows.private_server [--with-scheduler]`.

Touches the world: listens on the loopback address alone, at a port that the system chooses and that it prints. It ends
when its standard input does, so that it never outlives whoever started it, not even one that was killed.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
import traceback


def main() -> None:
    """Serves until standard input ends."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # these go to all processes of a terminal or a service; whoever started this one decides
        signal.signal(each, signal.SIG_IGN)
    # away from the main thread, where uvicorn would take the signals back
    threading.Thread(target=_serve, args=("--with-scheduler" in sys.argv,), daemon=True).start()
    sys.stdin.buffer.read()
    # its state is disposable, and a slow farewell would keep the program waiting
    os._exit(0)


def _serve(with_scheduler: bool) -> None:
    try:
        import uvicorn
        from prefect.server.api.server import create_app

        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        app = create_app(ephemeral=not with_scheduler, final=True)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        threading.Thread(target=_tell_port, args=(server, port), daemon=True).start()
        server.run(sockets=[listening])
    except BaseException:  # noqa: BLE001 - whatever it is, the starter must not wait for a port
        traceback.print_exc()
    os._exit(1)


def _tell_port(server: object, port: int) -> None:
    while not getattr(server, "started", False):
        time.sleep(0.02)
    print(port, flush=True)


if __name__ == "__main__":
    main()

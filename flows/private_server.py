"""The process of a private Prefect API: `python -m flows.private_server SOCKET [--with-scheduler]`.

Touches the world: answers at the listening socket that it is given, which is bound to the loopback address alone, and
prints a line when it does. It ends when its standard input does, so that it never outlives whoever started it, not
even one that was killed.
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
    # Prefect makes its files readable for all
    os.umask(0o077)
    listening = socket.socket(fileno=int(sys.argv[1]))
    # away from the main thread, where uvicorn would take the signals back
    threading.Thread(target=_serve, args=(listening, "--with-scheduler" in sys.argv), daemon=True).start()
    sys.stdin.buffer.read()
    # its state is disposable, and a slow farewell would keep the program waiting
    os._exit(0)


def _serve(listening: socket.socket, with_scheduler: bool) -> None:
    try:
        import uvicorn
        from prefect.server.api.server import create_app

        app = create_app(ephemeral=not with_scheduler, final=True)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        threading.Thread(target=_tell, args=(server,), daemon=True).start()
        server.run(sockets=[listening])
    except BaseException:  # noqa: BLE001 - whatever it is, the starter must not wait for the line
        traceback.print_exc()
    os._exit(1)


def _tell(server: object) -> None:
    while not getattr(server, "started", False):
        time.sleep(0.02)
    print("ready", flush=True)


if __name__ == "__main__":
    main()

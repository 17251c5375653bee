"""Serves the floor as the site is served, on PORT with two workers."""

import os
import socket
import tempfile
from pathlib import Path

from config.server.supervisor import Birth, Supervisor
from config.server.worker import Site, Worker
from tests.bench.floor import application

WORKERS, BACKLOG = 2, 1024


def main() -> None:
    listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=BACKLOG)
    with tempfile.TemporaryDirectory() as locks:
        site = Site(application, Path(locks))

        def work(birth: Birth) -> None:
            worker = Worker(site, listener)
            worker.listen_to(birth.signals, birth.lifeline)
            birth.say_ready()
            worker.run()

        Supervisor([work] * WORKERS, lambda: None, restarts=False).run(listener.close)


if __name__ == "__main__":
    main()

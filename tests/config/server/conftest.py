"""A worker in this process, on a port of its own, and clients that write to it by hand."""

import socket
import threading
from contextlib import closing

import pytest

from config.server.worker import Site, Worker
from tests.config.server.sites import application


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)

    def send(self, data):
        self.socket.sendall(data)
        return self

    def ask(self, path, method="GET", version="1.1", body=b"", **headers):
        lines = [f"{method} {path} HTTP/{version}", "Host: a.example"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def head(self):
        """The status and the headers, by their names in small letters."""
        read = b""
        while not read.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            if not byte:
                raise ConnectionError(read)
            read += byte
        first, *lines = read.decode("latin-1").strip().split("\r\n")
        assert first.startswith("HTTP/1.")
        return int(first.split()[1]), {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}

    def exactly(self, size):
        read = b""
        while len(read) < size:
            part = self.socket.recv(size - len(read))
            if not part:
                raise ConnectionError(read)
            read += part
        return read

    def answer(self):
        """Status, headers and body of an answer that tells its length."""
        status, headers = self.head()
        return status, headers, self.exactly(int(headers["content-length"]))

    def rest(self):
        """All until the connection ends. Raises `ConnectionError` where it is broken off."""
        read = b""
        while part := self.socket.recv(65536):
            read += part
        return read


class Running:
    def __init__(self, site):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.worker = Worker(site, self.listener)
        self.thread = threading.Thread(target=self.worker.run)
        self.thread.start()
        self.clients = []

    def client(self):
        self.clients.append(Client(self.port))
        return self.clients[-1]

    def stop(self):
        for client in self.clients:
            client.socket.close()
        self.worker.end_within(0)
        self.thread.join(10)
        self.worker.task_dispatcher.shutdown()
        self.worker.health.shutdown()


@pytest.fixture
def running(tmp_path):
    """Starts a worker for an application."""
    started = []

    def start(asked=application, **known):
        known = {"locks": tmp_path, "paths_with_body": ("/desk/",), "largest_body": 1000, "downloads": 2, **known}
        started.append(Running(Site(asked, **known)))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture
def client(running):
    with closing(running().client().socket):
        yield running().client()

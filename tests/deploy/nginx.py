"""The nginx sample of the repository, on ports and in a directory of its own, and what clients get from it."""

import os
import re
import ssl
import subprocess
from contextlib import contextmanager
from http.client import HTTPSConnection

from tests.processes import ROOT, free_port, wait_until

SAMPLE = ROOT / "deploy" / "nginx.conf"
NAME = "facts.example"
FRAME = """
daemon off; master_process off; pid {0}/pid; error_log {0}/error.log;
events {{ }}
http {{ client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u;
scgi_temp_path {0}/s; include {0}/site.conf; }}
"""


class Nginx:
    def __init__(self, scratch, site_port):
        self.scratch, self.port = scratch, free_port()
        self._make_certificate()
        (scratch / "nginx.conf").write_text(FRAME.format(scratch))
        (scratch / "site.conf").write_text(self._move(SAMPLE.read_text(), site_port))

    def _make_certificate(self):
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"]
        files = ["-keyout", self.scratch / "privkey.pem", "-out", self.scratch / "fullchain.pem"]
        subprocess.run([*command, *files], check=True, capture_output=True)

    def _move(self, text, site_port):
        """Other ports and paths; all else is the sample's."""
        text = re.sub(r"listen \[::\].*", "", text).replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
        text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl")
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{site_port}")
        return re.sub(r"/(etc/letsencrypt/live/facts.example|var/cache|var/log/nginx)/", f"{self.scratch}/", text)

    @contextmanager
    def running(self):
        command = ["nginx", "-p", self.scratch, "-c", self.scratch / "nginx.conf"]
        process = subprocess.Popen(command, env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"})
        try:
            wait_until(lambda: self._answers(process), "nginx answers")
            yield self
        finally:
            process.terminate()
            process.wait(10)

    def _answers(self, process):
        assert process.poll() is None, "nginx refuses the sample"
        try:
            return self.ask("/healthz").status
        except OSError:
            return False

    def ask(self, path, method="GET", body=None, client="127.0.0.1", **headers):
        """`client` is the address that is asked from, and counted."""
        context = ssl._create_unverified_context()  # noqa: S323 - our own certificate of a minute ago
        connection = HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context, source_address=(client, 0))
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": NAME, **headers})
        response = connection.getresponse()
        response.text = response.read().decode("latin-1")
        connection.close()
        return response

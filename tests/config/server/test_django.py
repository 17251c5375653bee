"""Django behind the server: what its handler makes of a request that the server has read."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, StreamingHttpResponse
from django.urls import path


def send_file(request):
    return FileResponse(open(__file__, "rb"), content_type="text/plain")  # noqa: PTH123


def send_stream(request):
    return StreamingHttpResponse(iter([b"a", b"b"]))


urlpatterns = [path("file", send_file), path("stream", send_stream)]


@pytest.fixture
def client(running):
    return running(WSGIHandler()).client()


def ask(client, address, method="GET"):
    client.send(f"{method} {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())


@pytest.mark.parametrize("address", ["/claims/%E2%80%9D", "/claims/\u201d", "/%94/"])
def test_path_beyond_latin_1_is_a_404_with_all_headers(client, address):
    ask(client, address)
    status, headers, body = client.answer()
    assert (status, b"</html>" in body) == (404, True)
    assert headers.keys() >= {"content-security-policy", "x-content-type-options", "x-request-id", "x-frame-options"}


def test_file_is_handed_to_the_loop(client, settings):
    settings.ROOT_URLCONF = __name__
    ask(client, "/file", "HEAD")
    size = int(client.head()[1]["content-length"])
    ask(client, "/file")
    assert len(client.answer()[2]) == size > 1000


def test_stream_is_asked_for_again_in_its_own_thread(client, settings):
    settings.ROOT_URLCONF = __name__
    ask(client, "/stream")
    assert client.head()[1]["transfer-encoding"] == "chunked"
    assert client.exactly(17) == b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n"

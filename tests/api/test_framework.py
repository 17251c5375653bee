"""What DRF documents holds for readers' views: permissions, authentication, throttles, renderers."""

import pytest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.throttling import BaseThrottle

from factdb.api.views import DetailApiView, ListApiView

LIST, DETAIL = "/api/v1/claims/", "/api/v1/claims/1/"
VIEWS = [(ListApiView, LIST), (DetailApiView, DETAIL)]


class Nobody(BasePermission):
    message = "Not today."

    def has_permission(self, request, view):
        return False


class Token(BaseAuthentication):
    def authenticate(self, request):
        if request.META.get("HTTP_AUTHORIZATION") != "Token right":
            raise AuthenticationFailed("The token is wrong.")
        return "reader", None

    def authenticate_header(self, request):
        return "Token"


class Never(BaseThrottle):
    def allow_request(self, request, view):
        return False

    def wait(self):
        return 6.5


class Lines(BaseRenderer):
    media_type, format, charset = "text/x-lines", "lines", "utf-8"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return "\n".join(f"{claim['id']} {claim['kind']}" for claim in data["results"])


@pytest.mark.parametrize(("view", "address"), VIEWS)
def test_permission_refuses_what_is_kept_too(client, record, monkeypatch, view, address):
    etag = client.get(address)["ETag"]
    monkeypatch.setattr(view, "permission_classes", [Nobody])
    response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response.json()["detail"]) == (403, "Not today.")


@pytest.mark.parametrize(("view", "address"), VIEWS)
def test_authentication_is_asked(client, record, monkeypatch, view, address):
    monkeypatch.setattr(view, "authentication_classes", [Token])
    response = client.get(address)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Token")
    assert response.json()["detail"] == "The token is wrong."
    assert client.get(address, headers={"Authorization": "Token right"}).status_code == 200


@pytest.mark.parametrize(("view", "address"), VIEWS)
def test_throttle_of_a_view_refuses(client, record, monkeypatch, view, address):
    monkeypatch.setattr(view, "throttle_classes", [Never])
    response = client.get(address)
    assert (response.status_code, response["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("asked", [{"query_params": {"format": "lines"}}, {"headers": {"Accept": "text/x-lines"}}])
def test_renderer_of_a_view_is_negotiated_and_given_values(client, record, monkeypatch, asked):
    monkeypatch.setattr(ListApiView, "renderer_classes", [*ListApiView.renderer_classes, Lines])
    response = client.get(LIST, **asked)
    assert (response["Content-Type"], response.content.decode()) == (
        "text/x-lines; charset=utf-8",
        "3 figure\n2 allegation\n1 statement",
    )


def test_documents_are_values_to_the_renderer_of_drf(client, record, monkeypatch):
    before = client.get(DETAIL).json()
    monkeypatch.setattr(DetailApiView, "renderer_classes", [JSONRenderer])
    assert client.get(DETAIL).json() == before


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        ("application/json;q=0.1, text/csv", "text/csv; charset=utf-8"),
        ("text/csv;q=0.1, application/json", "application/json"),
        ("application/*", "application/json"),
    ],
)
def test_weights_of_accept_count(client, record, accept, sent):
    assert client.get(LIST, headers={"Accept": accept})["Content-Type"] == sent

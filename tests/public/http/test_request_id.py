import logging

import pytest
from django.http import HttpResponse

from factdb.public.http.request_id import RequestId, RequestIdFilter


def named(rf, **headers):
    return RequestId(lambda request: HttpResponse())(rf.get("/", headers=headers))["X-Request-ID"]


def test_each_request_has_a_name_of_its_own(rf):
    assert len({named(rf), named(rf), named(rf)}) == 3


def test_name_of_a_proxy_is_kept(rf):
    assert named(rf, **{"X-Request-ID": "edge-7.f"}) == "edge-7.f"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "<script>"])
def test_other_names_are_not_taken(rf, given):
    assert named(rf, **{"X-Request-ID": given}) != given


def test_lines_that_are_logged_carry_the_name(rf):
    record = logging.makeLogRecord({})

    def view(request):
        RequestIdFilter().filter(record)
        return HttpResponse()

    RequestId(view)(rf.get("/", headers={"X-Request-ID": "edge-7"}))
    assert record.request_id == "edge-7"


def test_lines_outside_of_requests_have_a_dash():
    record = logging.makeLogRecord({})
    RequestIdFilter().filter(record)
    assert record.request_id == "-"

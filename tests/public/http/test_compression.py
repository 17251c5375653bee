"""Compression: only for whoever accepts it, and the same bytes each time."""

import pytest

ADDRESSES = ["/api/v1/claims/", "/claims/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_tells_the_length_that_get_has(client, record, address):
    lengths = {ask(address, headers={"Accept-Encoding": "gzip"})["Content-Length"] for ask in (client.get, client.head)}
    assert len(lengths) == 1


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br, GZIP; q=0.0", "gzip;q=0, identity"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_refused_compression_is_not_sent(client, record, address, accepted):
    response = client.get(address, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response
    assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize("accepted", ["gzip", "gzip;q=0.5, identity", "gzip;q=1.0", "br, gzip;q=0.05"])
def test_accepted_compression_is_sent(client, record, accepted):
    response = client.get("/api/v1/claims/", headers={"Accept-Encoding": accepted})
    assert response["Content-Encoding"] == "gzip"

"""What tests read of a page's HTML."""


def page(client, address, **headers):
    """The HTML of an address that answers 200."""
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def rows(html):
    """Addresses of the rows, in their order."""
    results = html.split('id="results"')[1]
    return [part.split('"')[1] for part in results.split("<h3")[1:] for part in [part.split("<a")[1]]]


def text(html):
    """What a reader reads of it, without tags, in one line."""
    return " ".join("".join(piece.split(">")[-1] for piece in html.split("<")).split())

"""A renamed site says its own name in every kind of answer, and the software's only where docs/site.md says so."""

import gzip
import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string

from config.site_file import load_site_identity
from factdb.api.about import encode_openapi
from factdb.models import Claim, Verdict
from factdb.pages.markdown import render_markdown
from factdb.publishing import publish, removal
from tests import factories as f
from tests.addresses import ADDRESSES
from tests.record import published, record
from tests.releases import contents, export

__all__ = ["published", "record"]

EXAMPLE = Path(__file__).parents[1] / "docs/site/example.toml"
OTHERS_NAME = re.compile("factdb|cc[ -]by|creative ?commons", re.IGNORECASE)
# docs/site.md: the software, a header, variables, addresses.
SOFTWARE = re.compile("Made with FactDB|The software, FactDB,|FactDB-Status|FACTDB_[A-Z]+|/static/factdb/")


@pytest.fixture
def renamed(record, settings, tmp_path):
    """The site of the docs' example, with a verdict, a retraction and a release made under its name."""
    settings.SITE = load_site_identity(str(EXAMPLE))
    settings.FACTDB_RELEASES = tmp_path
    encode_openapi.cache_clear()
    editor = f.user("editor")
    checked = Claim.objects.get(number=1)
    Verdict.objects.create(claim=checked, rating="false", summary="It stayed open.", reviewed_on=date(2024, 6, 2))
    publish.publish_items([checked], by=editor)
    removal.retract_item(Claim.objects.get(number=2), by=editor, reason="Other guards.")
    export(tmp_path / "release")
    yield settings.SITE
    encode_openapi.cache_clear()


def read(client, address):
    """All of an answer, headers too, under whatever status."""
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers}\n{content.decode()}"


def find_others_names(texts):
    """Where the old name or licence still stands, with some words around it."""
    stripped = {name: SOFTWARE.sub("", text) for name, text in texts.items()}
    hits = {name: OTHERS_NAME.search(text) for name, text in stripped.items()}
    return {name: stripped[name][max(hit.start() - 60, 0) : hit.end() + 20] for name, hit in hits.items() if hit}


def test_no_answer_names_the_software_as_the_site(client, renamed):
    assert find_others_names({address: read(client, address) for address in ADDRESSES}) == {}


def test_no_page_of_the_desk_names_the_software_as_the_site(client, renamed):
    login = client.get("/accounts/login/").content.decode()
    client.force_login(User.objects.create_superuser("chief"))
    front = client.get("/admin/").content.decode()
    assert ["FactDB" in html for html in (login, front)] == [False, False]
    assert ["Harbour Record desk" in html for html in (login, front)] == [True, True]


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "503", "403_csrf", "admin/desk/trouble"])
def test_no_error_page_names_the_software_as_the_site(renamed, name):
    html = render_to_string(f"{name}.html")
    assert find_others_names({name: html}) == {}
    assert " \N{EN DASH} Harbour Record</title>" in html


def test_no_file_of_a_release_names_the_software_as_its_publisher(renamed, tmp_path):
    files = contents(tmp_path / "release")
    texts = {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files.items()}
    assert find_others_names({name: text.decode() for name, text in texts.items()}) == {}
    assert texts["LICENSE.txt"] == b"Open Database License 1.0\n\nhttps://opendatacommons.org/licenses/odbl/1-0/\n"
    assert b"Published by The Harbour Post, https://harbour-post.example/." in texts["README.md"]


def test_pages_carry_name_language_logo_and_publisher(client, renamed):
    html = client.get("/claims/3/").content.decode()
    assert '<html lang="en-GB">' in html
    assert " \N{EN DASH} Harbour Record</title>" in html
    assert f'<img src="/logo?{renamed.digest}" alt="" height="28">Harbour Record</a>' in html
    assert 'Published by <a href="https://harbour-post.example/">The Harbour Post</a>.' in html
    assert 'href="https://opendatacommons.org/licenses/odbl/1-0/" rel="license">Open Database License 1.0</a>' in html
    assert '<a href="/about/us/">Who we are and who pays</a>' in html


def test_home_says_what_the_record_covers(client, renamed):
    html = client.get("/").content.decode()
    assert "<title>Harbour Record \N{EN DASH} who said what" in html
    assert f'<meta name="description"\n          content="{renamed.covers}">' in html
    assert f'<p class="lede">{renamed.covers}</p>' in html


def test_own_page_is_markdown(client, renamed):
    html = client.get("/about/us/").content.decode()
    assert "<h1>Who we are and who pays</h1>" in html
    assert "<em>The Harbour Post</em>" in html
    assert "<td>Readers</td>" in html


def test_html_of_an_own_page_is_text():
    html = render_markdown("<b>x</b> [y](javascript:z)")
    assert html == "<p>&lt;b&gt;x&lt;/b&gt; [y](javascript:z)</p>\n"


def test_logo_is_served_as_it_is(client, renamed):
    response = client.get(renamed.logo_path)
    assert (response["Content-Type"], response.content) == ("image/svg+xml", renamed.logo.content)


def test_site_without_a_logo_serves_none(client):
    assert client.get("/logo").status_code == 404


def test_publisher_is_the_author_of_reviews(client, renamed):
    html = client.get("/claims/1/").content.decode()
    review = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert review["author"] == {
        "@type": "Organization",
        "name": "The Harbour Post",
        "url": "https://harbour-post.example/",
        "logo": f"http://testserver/logo?{renamed.digest}",
    }
    assert review["itemReviewed"]["license"] == "https://opendatacommons.org/licenses/odbl/1-0/"


def test_feeds_carry_name_author_rights_and_language(client, renamed):
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(client.get("/claims.atom").content)  # noqa: S314 - our own answer
    texts = [feed.find(f"{atom}{path}").text for path in ("title", f"author/{atom}name", "rights")]
    assert texts == ["Harbour Record: Claims", "The Harbour Post", "Open Database License 1.0"]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("apa", "Harbour Record. http://testserver/claims/3/"),
        ("bibtex", "publisher = {The Harbour Post},"),
        ("bibtex", "@misc{harbour-record-claim-3-v1,"),
        ("ris", "PB  - The Harbour Post\r\n"),
        ("csl", '"publisher": "The Harbour Post"'),
    ],
)
def test_citations_name_site_and_publisher(client, renamed, style, words):
    assert words in client.get(f"/api/v1/claims/3/citation/?style={style}").content.decode()


def test_api_root_says_whose_record_it_is(client, renamed):
    body = client.get("/api/v1/").json()
    assert body["site"] == {
        "name": "Harbour Record",
        "publisher": {"name": "The Harbour Post", "url": "https://harbour-post.example/"},
        "covers": renamed.covers,
        "language": "en-GB",
        "contact": "mailto:record@harbour-post.example",
    }
    assert body["licence"]["data"] == {"id": "ODbL-1.0", "url": "https://opendatacommons.org/licenses/odbl/1-0/"}


def test_openapi_has_title_licence_and_contact(client, renamed):
    info = client.get("/api/v1/schema/").json()["info"]
    assert (info["title"], info["license"]["identifier"]) == ("Harbour Record", "ODbL-1.0")
    assert info["contact"] == {
        "name": "The Harbour Post",
        "url": "https://harbour-post.example/",
        "email": "record@harbour-post.example",
    }
    assert info["description"].endswith(renamed.covers)


def test_package_of_a_release_has_name_licence_and_publisher(renamed, tmp_path):
    package = json.loads((tmp_path / "release" / "datapackage.json").read_text())
    assert (package["name"], package["title"].split(",")[0]) == ("harbour-record", "Harbour Record")
    assert [licence["name"] for licence in package["licenses"]] == ["ODbL-1.0"]
    assert package["contributors"] == [
        {"title": "The Harbour Post", "path": "https://harbour-post.example/", "roles": ["publisher"]}
    ]


def test_same_ledger_and_site_file_are_the_same_release(renamed, tmp_path):
    export(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "release")


def test_security_txt_has_contact_and_language(client, renamed):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[0] == "Contact: mailto:record@harbour-post.example"
    assert "Preferred-Languages: en-GB" in lines


@pytest.mark.parametrize("address", ["/claims/3/", "/claims.atom", "/api/v1/", "/api/v1/claims/3/citation/"])
def test_answer_that_was_kept_under_another_name_is_asked_again(client, record, settings, address):
    etag = client.get(address)["ETag"]
    settings.SITE = load_site_identity(str(EXAMPLE))
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200

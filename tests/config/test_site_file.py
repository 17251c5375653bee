"""A site file is understood whole, or refused with one sentence that names what is wrong and what would be right."""

from pathlib import Path
from shutil import copytree

import pytest

from config.problems import SetupProblem
from config.site_file import load_site_identity

EXAMPLE = Path(__file__).parents[2] / "docs/site/example.toml"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture
def refuse(tmp_path):
    """The sentence that this text of a site file is refused with, without the file's path."""

    def load(text):
        path = tmp_path / "site.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(SetupProblem) as refusal:
            load_site_identity(str(path))
        assert str(refusal.value).startswith(f"{path}: ")
        return str(refusal.value).removeprefix(f"{path}: ").replace(str(tmp_path), "DIR")

    return load


def test_without_a_file_the_site_has_the_softwares_name_and_licence():
    site = load_site_identity("")
    assert (site.name, site.publisher.name, site.language, site.contact) == ("FactDB", "FactDB", "en", None)
    assert (site.licence.id, site.licence.name, site.licence.url) == ("CC-BY-4.0", "CC BY 4.0", CC_BY)
    assert site.licence.text.startswith("Creative Commons Attribution 4.0 International\n")


def test_example_of_the_docs_is_understood():
    site = load_site_identity(str(EXAMPLE))
    assert (site.name, site.publisher.name, site.licence.id) == ("Harbour Record", "The Harbour Post", "ODbL-1.0")
    assert (site.language, site.contact_text, site.slug) == ("en-GB", "record@harbour-post.example", "harbour-record")
    assert site.logo.media_type == "image/svg+xml"


def test_ratings_of_the_example_are_in_its_order():
    ratings = load_site_identity(str(EXAMPLE)).ratings
    assert [(rating.name, rating.means) for rating in ratings] == [("Holds water", "confirmed"), ("Sunk", "false")]


def test_docs_show_the_whole_example():
    assert EXAMPLE.read_text() in (EXAMPLE.parents[1] / "site.md").read_text()


def test_pages_that_the_file_leaves_out_are_ours():
    titles = {name: page.title for name, page in load_site_identity(str(EXAMPLE)).pages.items()}
    assert titles == {
        "method": "How we work",
        "corrections": "When we are wrong",
        "us": "Who we are and who pays",
        "privacy": "Privacy",
    }


def test_publisher_is_the_site_where_none_is_named(tmp_path):
    (tmp_path / "site.toml").write_text('name = "Harbour Record"')
    assert load_site_identity(str(tmp_path / "site.toml")).publisher.name == "Harbour Record"


def test_licence_without_a_text_is_named_with_its_address():
    assert load_site_identity(str(EXAMPLE)).licence.text == (
        "Open Database License 1.0\n\nhttps://opendatacommons.org/licenses/odbl/1-0/\n"
    )


def test_contact_of_the_file_goes_before_the_variable(tmp_path):
    (tmp_path / "site.toml").write_text('name = "A"\ncontact = "https://a.example/contact"')
    assert (
        load_site_identity(str(tmp_path / "site.toml"), "mailto:b@example.org").contact == "https://a.example/contact"
    )
    assert load_site_identity("", "mailto:b@example.org").contact == "mailto:b@example.org"


@pytest.mark.parametrize("contact", ["desk@example.org", "mailto:desk", "http://a.example/", "tel:5", "javascript:x"])
def test_contact_of_no_use_to_readers_is_refused(contact):
    with pytest.raises(SetupProblem, match=r"^FACTDB_CONTACT is '.*': give mailto: with a mail address"):
        load_site_identity("", contact)


@pytest.mark.parametrize(("file", "word"), [("example.toml", "2019"), ("us.md", "four"), ("logo.svg", "56")])
def test_digest_changes_with_file_page_and_logo(tmp_path, file, word):
    copytree(EXAMPLE.parent, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / file).read_text()
    (tmp_path / file).write_text(text.replace(word, "2020"))
    assert load_site_identity(str(tmp_path / "example.toml")).digest != load_site_identity(str(EXAMPLE)).digest


NAMED = 'name = "A"\n'
RATED = '[[ratings]]\nname = "{}"\nmeans = "{}"\ndefinition = "D."\n'
WRONG_FILES = {
    "": '`name` is missing: give it as name = "...".',
    "name = A\n": "this is not TOML: Invalid value (at line 1, column 8); docs/site.md has a whole example.",
    'name = "A"\nlicense = "x"': "there is no key `license`, perhaps `licence` is meant.",
    NAMED + "[publisher]\nwebsite = 1": "there is no key `publisher.website`, the keys here are name, url.",
    "name = 5": '`name` must be a text in quotes, such as name = "...".',
    'name = " "': "`name` must be one line of text, neither empty nor with control characters.",
    'name = "A\\nB"': "`name` must be one line of text, neither empty nor with control characters.",
    NAMED + 'publisher = "B"': "`publisher` must be a table, such as [publisher].",
    NAMED + '[publisher]\nname = "B"': '`publisher.url` is missing: give it as url = "...".',
    NAMED + '[publisher]\nname = "B"\nurl = "b.example"': (
        "`publisher.url` is 'b.example': give a whole web address such as https://example.org/."
    ),
    NAMED + 'language = "en_US"': "`language` is 'en_US': give a BCP 47 code such as en, en-GB or es-419.",
    NAMED + 'language = "English"': "`language` is 'English': give a BCP 47 code such as en, en-GB or es-419.",
    NAMED + 'logo = "logo.gif"': "`logo` is 'logo.gif': give a file that ends in .svg, .png, .webp, .jpg.",
    NAMED + '[licence]\nid = "CC BY"\nname = "B"\nurl = "https://b.example/"': (
        "`licence.id` is 'CC BY': give an identifier of https://spdx.org/licenses/ such as CC-BY-4.0, or one of your "
        "own such as LicenseRef-Example."
    ),
    NAMED + '[pages]\nus = "us.md"': (
        "DIR/us.md, which `pages.us` names, cannot be read (No such file or directory): "
        "correct the name or leave it out."
    ),
    NAMED + '[pages]\nabout = "us.md"': (
        "there is no key `pages.about`, the keys here are method, corrections, us, privacy."
    ),
    NAMED + "ratings = 5": "`ratings` must be tables, such as [[ratings]].",
    NAMED + "ratings = [5]": "`ratings` must be tables, such as [[ratings]].",
    NAMED + RATED.format("A", "true"): (
        "`ratings.means` is 'true': give one of unchecked, confirmed, disputed, misleading, false, outdated, "
        "unverifiable."
    ),
    NAMED + RATED.format("A", "false") + RATED.format("B", "false"): (
        "two `ratings` have the means 'false': each of ours has one name."
    ),
    NAMED + RATED.format("A", "false") + RATED.format("A", "confirmed"): (
        "two `ratings` have the name 'A': each of ours has one name."
    ),
    NAMED + '[[ratings]]\nname = "A"\nmeans = "false"': (
        '`ratings.definition` is missing: give it as definition = "...".'
    ),
    b'name = "\xe9"': "what FACTDB_SITE names is not UTF-8 (byte 8): save it as UTF-8.",
}


@pytest.mark.parametrize("text", WRONG_FILES)
def test_wrong_file_is_refused_with_one_sentence(refuse, text):
    assert refuse(text) == WRONG_FILES[text]


def test_page_without_a_title_is_refused(refuse, tmp_path):
    (tmp_path / "us.md").write_text("We are four.")
    assert refuse(NAMED + '[pages]\nus = "us.md"') == (
        "`pages.us` is us.md, whose first line must be its title, such as # How we work."
    )


def test_logo_of_a_poster_is_refused(refuse, tmp_path):
    (tmp_path / "logo.png").write_bytes(bytes(512 * 1024 + 1))
    assert (
        refuse(NAMED + 'logo = "logo.png"')
        == "DIR/logo.png, which `logo` names, is larger than 512 KB: give a smaller file."
    )


def test_missing_site_file_is_refused(tmp_path):
    with pytest.raises(
        SetupProblem, match=r"none\.toml: what FACTDB_SITE names cannot be read \(No such file or directory\)"
    ):
        load_site_identity(str(tmp_path / "none.toml"))

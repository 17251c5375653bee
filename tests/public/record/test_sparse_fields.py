import json

from factdb.public.record.sparse_fields import build_field_tree, list_field_names, select_fields, shape_of

DOCUMENT = (
    '{"id":1,"speaker":{"slug":"ana","name":"Ana Díaz"},"figure":null,"attribution":[{"verb":"says","by":1}]}'.encode()
)


def test_names_are_dotted():
    assert list(list_field_names(shape_of("organizations"))) == [
        "slug",
        "url",
        "version",
        "name",
        "kind",
        "wikidata",
        "same_as",
        "published_at",
        "updated_at",
    ]
    assert "attribution.person.slug" in list_field_names(shape_of("claims"))


def test_kept_keys_stay_in_the_documents_order():
    assert (
        select_fields(DOCUMENT, build_field_tree(["speaker.name", "id"]))
        == '{"id":1,"speaker":{"name":"Ana Díaz"}}'.encode()
    )


def test_group_that_is_null_stays_null():
    assert select_fields(DOCUMENT, build_field_tree(["figure.value"])) == b'{"figure":null}'


def test_keys_of_lists_are_kept_in_each_entry():
    assert json.loads(select_fields(DOCUMENT, build_field_tree(["attribution.verb"]))) == {
        "attribution": [{"verb": "says"}]
    }


def test_group_asked_for_whole_is_whole():
    assert (
        select_fields(DOCUMENT, build_field_tree(["speaker", "speaker.name"]))
        == '{"speaker":{"slug":"ana","name":"Ana Díaz"}}'.encode()
    )
    assert build_field_tree(["speaker.name", "speaker"]) == {"speaker": None}


def test_numbers_stay_as_written():
    document = b'{"value":12.50,"low":0.1,"high":12345678901234567890123}'
    assert select_fields(document, build_field_tree(["value", "low", "high"])) == document

import json

from factdb.public.record.sparse_fields import names, shape_of, sparse, tree

DOCUMENT = (
    '{"id":1,"speaker":{"slug":"ana","name":"Ana Díaz"},"figure":null,"attribution":[{"verb":"says","by":1}]}'.encode()
)


def test_names_are_dotted():
    assert list(names(shape_of("organizations"))) == [
        "slug",
        "url",
        "version",
        "name",
        "kind",
        "published_at",
        "updated_at",
    ]
    assert "attribution.person.slug" in names(shape_of("claims"))


def test_kept_keys_stay_in_the_documents_order():
    assert sparse(DOCUMENT, tree(["speaker.name", "id"])) == '{"id":1,"speaker":{"name":"Ana Díaz"}}'.encode()


def test_group_that_is_null_stays_null():
    assert sparse(DOCUMENT, tree(["figure.value"])) == b'{"figure":null}'


def test_keys_of_lists_are_kept_in_each_entry():
    assert json.loads(sparse(DOCUMENT, tree(["attribution.verb"]))) == {"attribution": [{"verb": "says"}]}


def test_group_asked_for_whole_is_whole():
    assert (
        sparse(DOCUMENT, tree(["speaker", "speaker.name"])) == '{"speaker":{"slug":"ana","name":"Ana Díaz"}}'.encode()
    )
    assert tree(["speaker.name", "speaker"]) == {"speaker": None}


def test_numbers_stay_as_written():
    document = b'{"value":12.50,"low":0.1,"high":12345678901234567890123}'
    assert sparse(document, tree(["value", "low", "high"])) == document

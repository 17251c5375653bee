"""Names in the order of their letters, and items of Wikidata."""

from django.db import migrations, models
from django.db.models.functions import Collate

# Letters first: what Unicode takes apart (NFKD) without its accents, and letters that it leaves whole. Then the name
# itself, for accents and case. The result is compared byte by byte, alike on every server.
SORT_KEY = r"""
    CREATE FUNCTION factdb_sort_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT lower(
            translate(
                translate(
                    replace(replace(replace(replace(replace(replace(replace(
                        regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'),
                        'ß', 'ss'), 'Æ', 'AE'), 'æ', 'ae'), 'Œ', 'OE'), 'œ', 'oe'), 'Þ', 'Th'), 'þ', 'th'),
                    'ŁłØøĐđÐðĦħŦŧı', 'LlOoDdDdHhTti'
                ),
                chr(8216) || chr(8217) || chr(700), repeat(chr(39), 3)
            )
        ) || E'\t' || name
    $$"""
DROP_SORT_KEY = "DROP FUNCTION factdb_sort_key(text)"
ITEM = "UPDATE factdb_{} SET wikidata = coalesce(document::json ->> 'wikidata', '')"
NAMED = {"measure": "headline", "organization": "headline", "person": "sort_name", "policy": "headline"}
IDENTIFIED = ("organization", "person", "policy")
TIMES = (("published", "pub"), ("past", "past"))


def order_by_name():
    """Order working copies as readers' lists are."""
    plurals = {"person": "people", "policy": "policies"}
    for name in NAMED:
        column = "sort_name" if name == "person" else "name"
        key = models.Func(models.F(column), function="factdb_sort_key", output_field=models.TextField())
        options = {"ordering": [Collate(key, "C"), "slug"]}
        if name in plurals:
            options["verbose_name_plural"] = plurals[name]
        yield migrations.AlterModelOptions(name, options)
        yield migrations.AlterModelOptions(f"published{name}", {"ordering": ["sort_key", "slug"]})


def add_sort_keys():
    """Add the columns, and put each into the place of the name in the index of its list."""
    for name, column in NAMED.items():
        for time, short in TIMES:
            model, index = f"{time}{name}", f"{short}_{name}_list"
            text = models.TextField(db_collation="C")
            key = models.Func(models.F(column), function="factdb_sort_key", output_field=text)
            field = models.GeneratedField(expression=key, output_field=text, db_persist=True)
            yield migrations.RemoveIndex(model, index)
            yield migrations.AddField(model, "sort_key", field)
            yield migrations.AddIndex(model, models.Index(fields=["sort_key", "slug"], name=index))


def add_items():
    """Add the columns, filled by the documents: before the tables are rewritten, which would check their keys again."""
    for name in IDENTIFIED:
        for time, _ in TIMES:
            field = models.CharField(max_length=20, blank=True, db_default="", help_text="Its item; empty where none.")
            yield migrations.AddField(f"{time}{name}", "wikidata", field)
            yield migrations.RunSQL(ITEM.format(f"{time}{name}"), migrations.RunSQL.noop)


def index_items():
    """Let lists find an item, and make it one thing's at the desk."""
    for name in IDENTIFIED:
        for time, short in TIMES:
            index = models.Index(fields=["wikidata", "sort_key", "slug"], name=f"{short}_{name}_wikidata")
            yield migrations.AddIndex(f"{time}{name}", index)
        once = models.UniqueConstraint(
            fields=["wikidata"],
            condition=~models.Q(wikidata=""),
            name=f"{name}_wikidata_once",
            violation_error_message="Another one has this Wikidata item already: two things are never one.",
        )
        yield migrations.AddConstraint(name, once)


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0029_numbers_days_names"),
    ]

    operations = [
        migrations.RunSQL(SORT_KEY, DROP_SORT_KEY),
        *order_by_name(),
        *add_items(),
        *add_sort_keys(),
        *index_items(),
    ]

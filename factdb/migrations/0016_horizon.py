"""Where lists of an earlier moment begin: the latest day on which a claim was stated that was public by then."""

from django.db import migrations, models

# Whatever the order in which rows are written: after each statement the horizon of its first instant is beyond them.
KEEP = """
CREATE FUNCTION factdb_claims_raise_horizon() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO factdb_pasthorizon (at, stated_on)
    SELECT written.at, written.stated_on FROM (SELECT min(changed_at) AS at, max(stated_on) AS stated_on FROM added) written
    WHERE written.stated_on > coalesce(
        (SELECT max(h.stated_on) FROM factdb_pasthorizon h WHERE h.at <= written.at), '-infinity')
    ON CONFLICT (at) DO UPDATE SET stated_on = excluded.stated_on;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_raise_horizon AFTER INSERT ON factdb_publishedclaim REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION factdb_claims_raise_horizon();
CREATE TRIGGER claims_raise_horizon_again AFTER UPDATE ON factdb_publishedclaim REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION factdb_claims_raise_horizon();
CREATE TRIGGER past_claims_raise_horizon AFTER INSERT ON factdb_pastclaim REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION factdb_claims_raise_horizon();
"""
FORGET = """
DROP TRIGGER claims_raise_horizon ON factdb_publishedclaim;
DROP TRIGGER claims_raise_horizon_again ON factdb_publishedclaim;
DROP TRIGGER past_claims_raise_horizon ON factdb_pastclaim;
DROP FUNCTION factdb_claims_raise_horizon();
"""
FILL = """
INSERT INTO factdb_pasthorizon (at, stated_on)
SELECT min(changed_at), latest FROM (
    SELECT changed_at, max(stated_on) OVER (ORDER BY changed_at) AS latest FROM (
        SELECT changed_at, stated_on FROM factdb_publishedclaim
        UNION ALL SELECT changed_at, stated_on FROM factdb_pastclaim) AS rows) AS written
GROUP BY latest;
"""
GRANT = "GRANT SELECT ON factdb_pasthorizon TO factdb_public;"


class Migration(migrations.Migration):
    dependencies = [("factdb", "0015_past_is_public")]
    operations = [
        migrations.CreateModel(
            name="PastHorizon",
            fields=[
                ("at", models.DateTimeField(primary_key=True, serialize=False)),
                ("stated_on", models.DateField()),
            ],
        ),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
    ]

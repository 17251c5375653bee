"""What a hundred thousand claims in one publication need: the chain proved once a statement, tallies updated in place."""

from django.db import migrations

# The condition of migration 0003, word for word. After the statement the entries before it are there, whatever the
# order of its rows: each proves the one that it follows, down to an entry that was there before or the first of all.
CHAIN = """
CREATE FUNCTION factdb_ledger_chains_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    loose bigint;
BEGIN
    SELECT min(n.seq) INTO loose FROM added n
    WHERE (n.seq = 1 AND n.previous_sha256 = repeat('0', 64) OR EXISTS (
        SELECT FROM factdb_ledgerentry e
        WHERE e.seq = n.seq - 1 AND e.sha256 = n.previous_sha256 AND e.at < n.at)) IS NOT TRUE;
    IF loose IS NOT NULL THEN
        RAISE EXCEPTION 'ledger entry % does not follow the one before it', loose
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_chains_whole AFTER INSERT ON factdb_ledgerentry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION factdb_ledger_chains_whole();
DROP TRIGGER ledger_chains ON factdb_ledgerentry;
DROP FUNCTION factdb_ledger_chains();
"""
CHAIN_BY_ROW = """
CREATE FUNCTION factdb_ledger_chains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq = 1 AND NEW.previous_sha256 = repeat('0', 64) OR EXISTS (
        SELECT FROM factdb_ledgerentry e
        WHERE e.seq = NEW.seq - 1 AND e.sha256 = NEW.previous_sha256 AND e.at < NEW.at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ledger entry % does not follow the one before it', NEW.seq
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_chains BEFORE INSERT ON factdb_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION factdb_ledger_chains();
DROP TRIGGER ledger_chains_whole ON factdb_ledgerentry;
DROP FUNCTION factdb_ledger_chains_whole();
"""
# A count that is raised stays on its page: no entry of the index is made again.
ROOM = "ALTER TABLE factdb_publishedtally SET (fillfactor = 50);"
NO_ROOM = "ALTER TABLE factdb_publishedtally RESET (fillfactor);"
# Django's for LIKE. Nobody looks for the beginning of a hash, and hashes fall all over an index.
NO_LIKE = """
DROP INDEX factdb_ledgerentry_previous_sha256_48f09e47_like;
DROP INDEX factdb_ledgerentry_sha256_069e6c00_like;
"""
LIKE = """
CREATE INDEX factdb_ledgerentry_previous_sha256_48f09e47_like
    ON factdb_ledgerentry (previous_sha256 varchar_pattern_ops);
CREATE INDEX factdb_ledgerentry_sha256_069e6c00_like ON factdb_ledgerentry (sha256 varchar_pattern_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("factdb", "0006_speed")]
    operations = [
        migrations.RunSQL(CHAIN, CHAIN_BY_ROW),
        migrations.RunSQL(ROOM, NO_ROOM),
        migrations.RunSQL(NO_LIKE, LIKE),
    ]

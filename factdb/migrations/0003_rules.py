"""What no column constraint can say: the ledger only grows; what was published keeps its address and its row."""

from django.db import migrations

LEDGER = """
CREATE FUNCTION factdb_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.document IS NULL AND OLD.document IS NOT NULL
       AND to_jsonb(NEW) - 'document' = to_jsonb(OLD) - 'document'
       AND EXISTS (SELECT FROM factdb_ledgerentry e WHERE e.kind = OLD.kind AND e.key = OLD.key
                   AND e.action = 'erased' AND e.seq > OLD.seq)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON factdb_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION factdb_ledger_only_grows();
CREATE TRIGGER ledger_is_not_emptied BEFORE TRUNCATE ON factdb_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION factdb_ledger_only_grows();

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
"""

DESK = """
CREATE FUNCTION factdb_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'published things are retracted, not deleted: %', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.slug <> OLD.slug THEN
        RAISE EXCEPTION 'the slug % is fixed: it was published', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_stays_row BEFORE DELETE ON factdb_{table}
    FOR EACH ROW WHEN (OLD.version IS NOT NULL) EXECUTE FUNCTION factdb_published_stays();
CREATE TRIGGER {table}_stays_slug BEFORE UPDATE OF slug ON factdb_{table}
    FOR EACH ROW WHEN (OLD.version IS NOT NULL) EXECUTE FUNCTION factdb_published_stays();
"""
    for table in ("organization", "person", "policy", "article", "claim", "measure")
)

NUMBER = """
CREATE FUNCTION factdb_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'claim number % is fixed: it was published', OLD.number
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER claim_stays_number BEFORE UPDATE OF number ON factdb_claim
    FOR EACH ROW WHEN (OLD.number IS DISTINCT FROM NEW.number AND OLD.number IS NOT NULL)
    EXECUTE FUNCTION factdb_number_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("factdb", "0002_tables")]
    operations = [
        migrations.RunSQL(LEDGER, migrations.RunSQL.noop),
        migrations.RunSQL(DESK, migrations.RunSQL.noop),
        migrations.RunSQL(NUMBER, migrations.RunSQL.noop),
    ]

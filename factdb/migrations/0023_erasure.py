"""What an erasure by law may change: superseded documents that show the erased thing, and its slug at the desk."""

from django.db import migrations

LEDGER = """
CREATE OR REPLACE FUNCTION factdb_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.document IS NULL AND OLD.document IS NOT NULL
       AND to_jsonb(NEW) - 'document' = to_jsonb(OLD) - 'document'
       AND EXISTS (
           SELECT FROM factdb_ledgerentry e WHERE e.action = 'erased' AND e.seq > OLD.seq AND (
               e.kind = OLD.kind AND e.key = OLD.key
               OR EXISTS (SELECT FROM factdb_ledgerentry later WHERE later.kind = OLD.kind AND later.key = OLD.key
                          AND later.version > OLD.version)
                  AND CASE e.kind WHEN 'claims' THEN OLD.document ~ ('"claim":' || e.key || '[,}]')
                      ELSE position('"slug":"' || e.key || '"' IN OLD.document) > 0 END))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
LEDGER_BEFORE = """
CREATE OR REPLACE FUNCTION factdb_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
# A claim is in the ledger by its number, everything else by its slug.
DESK = """
CREATE OR REPLACE FUNCTION factdb_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'published things are retracted, not deleted: %', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.slug <> OLD.slug AND NOT EXISTS (
        SELECT FROM factdb_ledgerentry e WHERE e.action = 'erased' AND NEW.slug = 'erased-' || e.seq
        AND e.key = coalesce(to_jsonb(OLD) ->> 'number', OLD.slug))
    THEN
        RAISE EXCEPTION 'the slug % is fixed: it was published', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
DESK_BEFORE = """
CREATE OR REPLACE FUNCTION factdb_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("factdb", "0022_retraction_requests")]
    operations = [migrations.RunSQL(LEDGER, LEDGER_BEFORE), migrations.RunSQL(DESK, DESK_BEFORE)]

"""The public login's grants: the record's tables, the ledger without its staff columns, and nothing else."""

from django.db import DatabaseError, migrations, transaction

ROLE = "factdb_public"
TABLES = (
    "publishedarticle",
    "publishedclaim",
    "publishedclaimorganization",
    "publishedclaimperson",
    "publishedclaimpolicy",
    "publishedcorrection",
    "publishedmeasure",
    "publishedorganization",
    "publishedperson",
    "publishedpolicy",
    "publishedpolicyevent",
    "publishedrelation",
    "publishedrole",
)
LEDGER_COLUMNS = "seq, at, action, kind, key, version, reason, document, document_sha256, previous_sha256, sha256, solo"
BY_HAND = f"""
The database user may not create roles. An administrator runs this once, then migrate again:

    CREATE ROLE {ROLE} LOGIN PASSWORD '...';
    GRANT {ROLE} TO "{{user}}";

"""


def role_exists(cursor):
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE])
    return cursor.rowcount > 0


def make_role(schema_editor):
    """Membership lets the application step down by SET ROLE where the public side has no login of its own."""
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute(f"CREATE ROLE {ROLE} NOLOGIN")
            schema_editor.execute(f"GRANT {ROLE} TO CURRENT_USER")
    except DatabaseError as error:
        user = schema_editor.connection.settings_dict["USER"]
        raise SystemExit(BY_HAND.format(user=user)) from error


def raise_wall(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if not role_exists(cursor):
            make_role(schema_editor)
    for table in TABLES:
        schema_editor.execute(f"GRANT SELECT ON factdb_{table} TO {ROLE}")
    schema_editor.execute(f"GRANT SELECT ({LEDGER_COLUMNS}) ON factdb_ledgerentry TO {ROLE}")


class Migration(migrations.Migration):
    dependencies = [("factdb", "0003_rules")]
    operations = [migrations.RunPython(raise_wall, migrations.RunPython.noop)]

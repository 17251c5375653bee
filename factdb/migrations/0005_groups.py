"""The desk's roles: reporters draft and submit, editors also publish and retract, administrators also keep accounts."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import Q

DESK = [
    "organization",
    "person",
    "role",
    "policy",
    "policyevent",
    "article",
    "snapshot",
    "claim",
    "attribution",
    "relation",
    "measure",
    "verdict",
    "evidence",
]
INLINE = ("role", "policyevent", "snapshot", "attribution", "relation", "verdict", "evidence")


def make_groups(apps, schema_editor):
    """Permissions are otherwise made after all migrations, too late to be given to anybody here."""
    for label in ("factdb", "auth"):
        create_permissions(installed.get_app_config(label), apps=apps, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    factdb = Permission.objects.filter(content_type__app_label="factdb")
    drafts = factdb.filter(content_type__model__in=DESK).exclude(codename__startswith="delete_")
    lines = factdb.filter(codename__in=[f"delete_{name}" for name in INLINE])
    ledger = factdb.filter(content_type__model="ledgerentry", codename="view_ledgerentry")
    publishing = factdb.filter(Q(codename="publish") | Q(content_type__model__in=DESK, codename__startswith="delete_"))
    accounts = Permission.objects.filter(content_type__app_label="auth", content_type__model__in=["user", "group"])
    reporter = drafts | lines | ledger
    Group.objects.get_or_create(name="reporter")[0].permissions.set(reporter)
    Group.objects.get_or_create(name="editor")[0].permissions.set(reporter | publishing)
    Group.objects.get_or_create(name="administrator")[0].permissions.set(reporter | publishing | accounts)


class Migration(migrations.Migration):
    dependencies = [("factdb", "0004_wall"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]

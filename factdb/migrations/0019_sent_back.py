"""Which drafts an editor sent back: until now only a line of their notes told, which anybody may change."""

from django.db import migrations, models

KINDS = ("article", "claim", "measure", "organization", "person", "policy")
# Who sends back is named before the note. Where that was only a colleague's remark, it has to be submitted by itself.
MARK_SENT_BACK = """
UPDATE factdb_{kind} SET is_sent_back = true WHERE state = 'draft' AND EXISTS (
    SELECT FROM auth_user WHERE position(E'\\n' || username || ': ' IN E'\\n' || note) > 0
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("factdb", "0018_staff_hash"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=kind,
                name="is_sent_back",
                field=models.BooleanField(
                    db_default=False,
                    default=False,
                    editable=False,
                    help_text="An editor asked for a change; until it is submitted by itself, nothing takes it along.",
                ),
            )
            for kind in KINDS
        ),
        *(migrations.RunSQL(MARK_SENT_BACK.format(kind=kind), migrations.RunSQL.noop) for kind in KINDS),
    ]

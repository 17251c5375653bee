"""The `commands`, and what they share.

`finding` turns the names that they take into users and working copies, `progress` says how far they are, and
`examples` ends their help; `backup_failures` says why a backup or a restore failed.
"""

"""Who comes in at the desk: django-allauth with the desk's rules. Readers never pass here.

`urls` and `views` are its pages, `forms` what they ask, `adapter` what allauth asks of us, `backend` who may log in.
Limits: `attempts` counts wrong passwords, `turns` lets one check at a time happen, `hasher` says what one costs, and
`refusals` are the answers; `idle` ends sessions, `kept_forms` keeps what is sent then. `log` has a line of all of it,
and `account_changes` tells administrators what was done to accounts, `passwords` among it.
"""

"""`make drill`: `replication` (a primary, a standby and two sites), `slow_clients` (300 of them), `backup` (under
load), `kills` (of workers, site and database, and a full disk), `races` (500, of editors), `hostile` (what is not meant
well), `logins` (guesses) and `newsday` (everybody at once). Each ends with one line, and with status 1 where a goal is
missed.

What they are made of: `postgres`, `sites`, `desk`, `readers`, `herd`, `observer`, `colleagues` (people at the desk),
`stories` (what they write, and where it must be), `full_disk`.
"""

"""`make drill`: `replication` (a primary, a standby and two sites), `slow_clients` (300 of them) and `races` (500, of
editors), with what they are made of: `postgres`, `sites`, `desk`, `readers`, `herd`, `observer`.
"""`make drill`: `replication` (a primary, a standby and two sites) and `slow_clients` (300 of them), `hostile` (what nobody means well), with what they
are made of: `postgres`, `sites`, `desk`, `readers`, `herd`, `observer`.
"""`make drill`: `replication` (a primary, a standby and two sites), `slow_clients` (300 of them) and `hostile` (what is
not meant well), with what they are made of: `postgres`, `sites`, `desk`, `readers`, `herd`, `observer`.
"""

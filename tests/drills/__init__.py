"""`make drill`: `replication` (a primary, a standby and two sites) and `slow_clients` (300 of them), with what they
are made of: `postgres`, `sites`, `desk`, `readers`, `herd`, `observer`.
"""

"""`make drill`: `replication` (a primary, a standby and two sites), `slow_clients` (300 of them), `races` (500, of
editors) and `hostile` (what is not meant well), with what they are made of: `postgres`, `sites`, `desk`, `readers`,
`herd`, `observer`.
"""

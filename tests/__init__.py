"""Tests, in folders as the modules that they test. `connections` says how they reach the database, `conftest` has the
fixtures of all; `factories` makes desk objects, `record` a small record, `releases` a release; `explained` reads plans,
`processes` starts sites, `tools` finds programs.

Apart: `e2e` (a real browser), `bench` (`make bench`) and `drills` (`make drill`).
"""

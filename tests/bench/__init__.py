"""`make bench`: `__main__` and `running` are the run; `corpus` and `load` its record; `questions`,
`random_questions`, `reading`, `others` and `writing` what is measured; `floor`, `serve_floor`, `servers`, `client`
and `sql` what it is measured beside, and with; `report` writes docs/performance.md. `profiling` and `peers` are asked
alone.
"""

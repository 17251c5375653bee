"""What follows from documents: `history` (versions, changes, what became of a citation), `citations` and
`citation_styles`, `corroboration` (what is behind a claim), `policy_status` (in force on a day), `overview` (the record
at a glance), `published_names` (what forms offer).
"""

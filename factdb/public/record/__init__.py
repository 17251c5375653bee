"""Where a public read starts: `queries` has the alias and its statements, `as_of` makes a past moment of them,
`raw_documents` carries documents as the ledger has them, `sparse_fields` cuts them to the keys that are asked for.
"""

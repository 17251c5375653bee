"""The door from desk to record: `publish` is the way in, `removal` the way out, and nothing writes the record but these
two and what they call. `erasure` goes further than `removal`, by law, with `erased_copy` at the desk;
`mentions` finds what it leaves to people.

What becomes a document: `publication_batch` (what goes along), `children` (what hangs on working copies), `documents`,
`published_names` (the names it shows), `shown_words` (the words of its passage, by `quoted_words` and
`text_fragments`). Where it goes: `ledger`, `projection` with `links` and `tallies`, `corroborations` (what claims make
of one another), `corrections`, `superseded_rows` (what it replaces), `slug_ids`, `pending_links` (what cannot be shown
yet).
What follows a rename or a new key: `rerender_dependents`, `rerender_kind`, `rewrite`, `complete_keys`.
Proof and repair: `audit` with `past_check` and `tally_check`; `rebuild` and `fill_past`, which make the record's
tables again from the ledger. How it is stored: `tables` (SQL for rows), `sync_table`, `bulk`. `first_run` publishes
the fixtures.
"""

"""Everything that matches, as files: `streams` sends CSV and NDJSON, `columns` makes CSV cells of schemas;
`write_release` writes a release, `datapackage` describes it for machines, `releases` finds those that are offered,
`erasures` says what a release must be without.
"""

"""Everything that matches, as files: `formats` streams CSV and NDJSON, `columns` makes CSV cells of schemas; `export`
writes a release, `datapackage` describes it for machines, `releases` finds those that are offered.
"""

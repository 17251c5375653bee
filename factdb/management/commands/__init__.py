"""Commands: `serve` prepares and runs the site; `first_run`, `publish`, `erase`, `rerender` go through the door;
`audit` proves and `rebuild` repairs the record; `intake` gives snapshots their texts; `export` writes a release;
`backup` and `restore` keep the site; `createsuperuser` is Django's, and told of.
"""

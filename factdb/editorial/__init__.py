"""Rules of the desk: `workflow` says who may move what to which state, `quotes` proves passages against snapshots,
`intake` gives snapshots their texts.
"""

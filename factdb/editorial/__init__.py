"""Rules of the desk: `workflow` says who may move what to which state, `signing` which versions a reviewer has read,
`quotes` proves passages against snapshots, `intake` gives snapshots their texts.
"""

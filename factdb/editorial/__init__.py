"""Rules of the desk: `workflow` says who may move what to which state, `signing` which versions a reviewer has read,
`password_resets` who could be somebody else, `two_logins` who is a second person where nothing can be taken back,
`evidence` what must hold of what verdicts and events rest on, `policy_rules` of events, `doubts` what only a reviewer
can decide, `quotes` proves passages against snapshots, `intake` gives snapshots their texts, and `words` shows readers
what these prove of claims that were public before.
"""

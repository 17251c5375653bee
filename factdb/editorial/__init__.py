"""Rules of the desk: `workflow` says who may move what to which state, `signing` which versions a reviewer has read,
`password_resets` who could be somebody else, `two_logins` who is a second person where nothing can be taken back,
`evidence` what must hold of what verdicts and events rest on, `quotes` proves passages against snapshots, `intake`
gives snapshots their texts.
"""

"""The server of the site: waitress, with time limits, bounded memory and downloads apart, in forked workers.

`supervisor` is the parent: it keeps workers alive and hears signals. `worker` is the loop of one of them, `connection`
what a client holds of it, `request` what is read, `answer` what is sent, `downloads` the few that may take long,
`limits` what a client may take and `pace` whether it keeps up; `signals` come through a pipe, and `access_log` has a
line on each answer.
docs/decisions/001-server.md says why, and what of waitress is used beyond what it documents.
"""

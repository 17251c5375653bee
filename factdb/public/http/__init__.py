"""What every public answer passes: `request_id`, `wall` (may this connection read nothing else?), `lag` (does a
replica know the latest retraction?), `timeouts` (how long a request waits for its database), `caching` (ETags and
kept answers), `compression`, `ranges` (parts of files), `refusals` (why, in a sentence); `readiness` is what `/readyz`
tells.
"""

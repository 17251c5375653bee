"""What a client may take of a worker: time, memory and places, all of it here."""

KB, MB = 2**10, 2**20

# Seconds in which a client whose turn it is sends or takes nothing.
SILENCE_SECONDS = 10.0
# Bytes a second that it must send or take over so many seconds.
LOWEST_RATE, RATE_SECONDS = 1_000, 30.0
# Seconds for which the rest of a refused request is read and thrown away, so that the client sees the answer.
DISCARD_SECONDS = 2.0
# How often all of this is looked at, in seconds.
TICK_SECONDS = 0.5

LARGEST_HEAD = 32 * KB
# A line of a chunked body that tells a size, or what follows the body.
LARGEST_CHUNK_LINE = 8 * KB
# Beyond either, those who have kept a worker waiting longest are cut first.
MOST_CONNECTIONS = 1_000
MOST_HELD = 64 * MB
# A download waits while so much of it is not taken yet.
DOWNLOAD_AHEAD = 256 * KB
# What one connection may send before it is the others' turn.
LARGEST_TURN = MB
LARGEST_SEND = 256 * KB

# Threads that answer all but downloads: more of them wait for one another's Python rather than for the database.
THREADS = 4
# Seconds that requests under way have, when the site stops and when a worker is replaced.
STOP_SECONDS, REPLACE_SECONDS = 4.0, 30.0
# Seconds after which the parent ends a worker that did not end by itself.
KILL_SECONDS = 8.0
# A worker that dies at once is not replaced more often than this, in seconds.
RESTART_SECONDS = 1.0

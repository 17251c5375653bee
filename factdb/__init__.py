"""The desk where a newsroom writes facts, the record of what it published, and what is public of it.

`choices` and `schemas` say once what is coded and what is public, `exact_json` and `partial_dates` how its numbers and
days are written, `ratings` what each rating means, `kinds` what each kind of thing is to every room. `rules` follow
from facts alone, for both sides of the wall.
Behind the wall: `models`, `publishing` (the door), `editorial` (rules), `logins` (who comes in), `admin` (screens).
In front of it: `public` (what may be asked), `api`, `pages`, `templatetags`.
`management` holds the commands, `migrations` the tables, `apps` what Django must know. docs/architecture.md draws who
may import whom; tests/test_imports.py checks it.
"""

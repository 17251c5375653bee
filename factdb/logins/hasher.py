"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class DeskPasswordHasher(Argon2PasswordHasher):
    """Argon2id with what OWASP asks at least: 19 MiB, two passes, one thread.

    Django's own parameters take 100 MB and nine times the processor, on all of them at once, and readers feel it.
    A hash with other parameters stays good, and is made anew with the next login.
    """

    memory_cost, time_cost, parallelism = 19 * 1024, 2, 1

"""A password check is dear for who guesses and cheap for the readers who wait beside it."""

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password, verify_password
from django.test import override_settings

DESK = ["factdb.logins.hasher.DeskPasswordHasher"]


@override_settings(PASSWORD_HASHERS=DESK)
def test_password_is_hashed_as_owasp_asks():
    assert make_password("secret").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@override_settings(PASSWORD_HASHERS=DESK)
def test_older_hash_stays_good_and_is_made_anew():
    older = Argon2PasswordHasher().encode("secret", "0123456789abcdef")
    assert verify_password("secret", older) == (True, True)

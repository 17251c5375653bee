"""Passwords that are not even checked: with which status, for how long, and what to do."""

from django.core.exceptions import ValidationError


class LoginRefused(ValidationError):
    """`wait` is in seconds."""

    status: int

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class TooManyAttempts(LoginRefused):
    status = 429

    def __init__(self, wait: int) -> None:
        sentence = (
            f"There were too many wrong passwords for this user name or from your address: try again in {wait} "
            "seconds. Until then no password is checked, not even the right one."
        )
        super().__init__(sentence, wait)


class LoginsBusy(LoginRefused):
    status = 503

    def __init__(self) -> None:
        super().__init__("Others are logging in at this moment: send the form again in a few seconds.", 2)

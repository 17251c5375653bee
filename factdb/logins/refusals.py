"""Passwords that are not even checked: for how long, and what to do. All of them are answered with 429."""

from django.core.exceptions import ValidationError


class LoginRefused(ValidationError):
    """`wait` is in seconds."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class TooManyAttempts(LoginRefused):
    def __init__(self, wait: int) -> None:
        sentence = (
            f"There were too many wrong passwords for this user name or from your address: try again in {wait} "
            "seconds. Until then no password is checked, not even the right one."
        )
        super().__init__(sentence, wait)


class LoginsBusy(LoginRefused):
    def __init__(self) -> None:
        super().__init__("Others are logging in at this moment: send the form again in a few seconds.", 2)

"""Wrong passwords: five a minute for an account, twenty for an address, however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F

from factdb.logins import turns
from factdb.logins.attempts import count_attempt, find_network
from factdb.logins.refusals import TooManyAttempts
from factdb.models import LoginAttempt
from tests import factories as make

from .visitor import PASSWORD, try_login


@pytest.fixture
def editor(db):
    return make.user("editor", password=PASSWORD)


@pytest.fixture
def refused(client, editor):
    """What the sixth wrong password of a minute gets."""
    return [try_login(client, editor.username, "wrong") for _ in range(6)][-1]


def statuses(client, names):
    return [try_login(client, name, "wrong").status_code for name in names]


def test_five_wrong_passwords_are_checked(client, editor):
    assert statuses(client, [editor.username] * 7) == [200] * 5 + [429] * 2


def test_refusal_says_when_and_keeps_the_name(refused, editor):
    assert 50 < int(refused["Retry-After"]) <= 60
    html = refused.content.decode()
    assert f"try again in {refused['Retry-After']} seconds" in html
    assert f'value="{editor.username}"' in html


def test_right_password_waits_as_well(client, refused, editor):
    assert try_login(client, editor.username).status_code == 429


def test_minute_later_the_password_is_checked_again(client, refused, editor):
    LoginAttempt.objects.update(at=F("at") - timedelta(seconds=61))
    assert try_login(client, editor.username).status_code == 302


def test_one_account_does_not_lock_another(client, refused):
    assert statuses(client, ["another"]) == [200]


def test_address_has_twenty_over_all_accounts(client, db):
    assert statuses(client, [f"name-{number}" for number in range(22)]) == [200] * 20 + [429] * 2


def test_right_passwords_are_not_counted(client, editor):
    for _ in range(7):
        assert try_login(client, editor.username).status_code == 302
        client.logout()
    assert not LoginAttempt.objects.exists()


def test_who_finds_an_open_browser_has_no_more_trials(client, editor):
    try_login(client, editor.username)
    form = {"oldpassword": "wrong", "password1": "a-longer-horse-1", "password2": "a-longer-horse-1"}
    asked = [client.post("/accounts/password/change/", form).status_code for _ in range(6)]
    assert asked == [200] * 5 + [429]


def test_neither_name_nor_address_is_kept(client, refused, editor):
    kept = " ".join(LoginAttempt.objects.values_list("key", flat=True))
    assert editor.username not in kept
    assert "127.0.0.1" not in kept


def try_counting(number):
    try:
        count_attempt("ana", f"192.0.2.{number}")
    except TooManyAttempts:
        return 429
    finally:
        connections.close_all()
    return 200


def test_thirty_at_once_are_not_more_than_five(real_database):
    with ThreadPoolExecutor(30) as pool:
        outcomes = sorted(pool.map(try_counting, range(30)))
    assert outcomes == [200] * 5 + [429] * 25


def test_who_would_be_third_in_a_worker_is_told_so_and_not_counted(client, editor):
    with turns.PLACES, turns.PLACES:
        response = try_login(client, editor.username)
    assert (response.status_code, response["Retry-After"]) == (429, "2")
    assert f'value="{editor.username}"' in response.content.decode()
    assert not LoginAttempt.objects.exists()
    assert try_login(client, editor.username).status_code == 302


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_network_is_whose_address_it_is(address, network):
    assert find_network(address) == network

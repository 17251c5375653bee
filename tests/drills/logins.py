"""`python -m tests.drills.logins`: thirty wrong passwords at once at two workers, then ten who log in all the time.

Readers are asked meanwhile, and beside ten who look at the login page all the time. It exits with 1 where more than
five wrong passwords were checked, or where logins made readers wait longer than 300 ms and twice as long as that page.
"""

import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.drills.observer import Observer, status_of
from tests.drills.slow_clients import site

CHECKED_LIMIT, CLIENTS, SECONDS, READER_LIMIT = 5, 10, 15.0, 0.3
SECRET = "a" * 32


def post_login(port: int, name: str, password: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    form = urlencode({"login": name, "password": password, "csrfmiddlewaretoken": SECRET})
    headers = {"Cookie": f"csrftoken={SECRET}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/accounts/login/", form, headers)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def guess_at_once(port: int) -> Counter[int]:
    """Count by status: 200 was checked, 429 was not."""
    with ThreadPoolExecutor(30) as pool:
        return Counter(pool.map(lambda _: post_login(port, "editor", "wrong"), range(30)))


def read_during(port: int, seconds: float) -> float:
    """Seconds within which 19 of 20 readers had their answer."""
    observer = Observer(port)
    observer.start()
    time.sleep(seconds)
    observer.stop()
    spent = sorted(told.seconds for told in observer.told)
    return spent[int(0.95 * len(spent))]


def repeat_until(ended: threading.Event, ask: Callable[[], int], statuses: Counter[int]) -> None:
    while not ended.is_set():
        statuses[ask()] += 1


def read_beside(port: int, ask: Callable[[], int]) -> float:
    """Seconds as of `read_during`, while ten others go on asking."""
    ended, statuses = threading.Event(), Counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in range(CLIENTS):
            pool.submit(repeat_until, ended, ask, statuses)
        seconds = read_during(port, SECONDS)
        ended.set()
    print(f"    readers' p95 beside {CLIENTS} others: {seconds * 1e3:.0f} ms; theirs by status: {dict(statuses)}")
    return seconds


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="factdb-drill-") as directory:
        var = Path(directory)
        with site("waitress", var, var / "releases") as port:
            passwords = dict(line.split() for line in (var / "logins.txt").read_text().splitlines())
            guesses = guess_at_once(port)
            print(f"    thirty wrong passwords at once, by status: {dict(guesses)}")
            page = read_beside(port, partial(status_of, port, "/accounts/login/"))
            logins = read_beside(port, partial(post_login, port, "reporter", passwords["reporter"]))
    told = f"{guesses[200]} of {guesses.total()} wrong passwords checked"
    print(f"logins: {told}, readers' p95 {logins * 1e3:.0f} ms beside logins, {page * 1e3:.0f} ms beside their page")
    if guesses[200] > CHECKED_LIMIT or logins > max(READER_LIMIT, 2 * page):
        sys.exit("FAILED: logins: too many passwords were checked, or readers waited.")


if __name__ == "__main__":
    main()

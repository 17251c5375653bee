"""`python -m tests.drills.logins`: thirty wrong passwords at once at two workers, then ten who log in all the time.

Readers are asked before and meanwhile. It exits with 1 where more than five wrong passwords were checked, or a reader
waited longer than 300 ms in 19 of 20 cases.
"""

import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.drills.observer import Observer
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


def log_in_until(ended: threading.Event, port: int, password: str, statuses: Counter[int]) -> None:
    while not ended.is_set():
        statuses[post_login(port, "reporter", password)] += 1


def read_beside_logins(port: int, password: str) -> tuple[float, Counter[int]]:
    ended, statuses = threading.Event(), Counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in range(CLIENTS):
            pool.submit(log_in_until, ended, port, password, statuses)
        seconds = read_during(port, SECONDS)
        ended.set()
    return seconds, statuses


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="factdb-drill-") as directory:
        var = Path(directory)
        with site("waitress", var, var / "releases") as port:
            passwords = dict(line.split() for line in (var / "logins.txt").read_text().splitlines())
            guesses = guess_at_once(port)
            print(f"Thirty wrong passwords at once, by status: {dict(guesses)}")
            alone = read_during(port, SECONDS)
            beside, logins = read_beside_logins(port, passwords["reporter"])
    print(f"Readers' p95: {alone * 1e3:.0f} ms alone, {beside * 1e3:.0f} ms beside {CLIENTS} login clients")
    print(f"Logins in {SECONDS:.0f} s, by status: {dict(logins)}")
    if guesses[200] > CHECKED_LIMIT or beside > READER_LIMIT:
        sys.exit("FAILED: too many passwords were checked, or readers waited.")


if __name__ == "__main__":
    main()

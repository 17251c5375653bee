"""Where the time of one request goes: by package, then the dearest functions."""

import cProfile
import io
import pstats
import sys
import time

TIMES = 500
PARTS = (
    "psycopg",
    "django",
    "rest_framework",
    "django_filters",
    "corsheaders",
    "csp",
    "whitenoise",
    "factdb",
    "config",
)
WAITING = ("_send_query_prepared", "wait", "_send_query_params")


def profile(path: str) -> str:
    from config.wsgi import application

    ask(application, path)
    began = time.perf_counter()
    for _ in range(TIMES):
        ask(application, path)
    plain = (time.perf_counter() - began) / TIMES
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(TIMES):
        ask(application, path)
    profiler.disable()
    return told(path, plain, pstats.Stats(profiler))


def ask(application, path: str) -> None:
    address, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    response = application(environ, lambda status, headers, error=None: None)
    b"".join(response)
    response.close()


def told(path: str, plain: float, stats: pstats.Stats) -> str:
    """Shares are of the profiled time; profiling makes Python slower, and the database not."""
    by_part: dict[str, float] = {}
    for (file, _, name), (_, _, own, _, _) in stats.stats.items():
        by_part[part_of(file, name)] = by_part.get(part_of(file, name), 0) + own
    whole = sum(by_part.values())
    lines = [f"{path}: {plain * 1e3:.2f} ms in this process, without the server", ""]
    lines += [f"{own / whole:6.1%}  {part}" for part, own in sorted(by_part.items(), key=lambda item: -item[1])]
    return "\n".join([*lines, "", dearest(stats)])


def part_of(file: str, name: str) -> str:
    if name in WAITING and "psycopg" in file:
        return "PostgreSQL, and waiting for it"
    return next((part for part in PARTS if f"/{part}/" in file), "Python itself")


def dearest(stats: pstats.Stats) -> str:
    rows = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:25]
    return "\n".join(
        f"{own / TIMES * 1e6:7.1f} µs  {calls / TIMES:6.1f} calls  {'/'.join(file.split('/')[-2:])}:{line} {name}"
        for (file, line, name), (_, calls, own, _, _) in rows
    )

"""Programs that some tests need and a machine may lack."""

import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_browser():
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_redis():
    return shutil.which("redis-server")

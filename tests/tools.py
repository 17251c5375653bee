"""Programs that some tests need and a machine may lack."""

import os
import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_browser():
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_nginx():
    """Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def find_redis():
    return shutil.which("redis-server")

"""The site for WSGI servers."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application: Any = get_wsgi_application()
# Django must be there before anything of the site is imported.
from config.short import ShortWay  # noqa: E402

application = ShortWay(application)
if not settings.FACTDB_RATE:
    from config.front import Front

    application = Front(application)

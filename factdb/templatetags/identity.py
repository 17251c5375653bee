"""Whose site it is. A tag and no context processor, because Django prints 400 and 500 without a request."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site_identity() -> Any:
    """The identity of the site: `{% site_identity as site %}`."""
    return settings.SITE

"""The desk as an editor's browser sees it: opens forms, fills in what changes, sends everything back."""

from datetime import date, datetime

from django.db.models import Model
from django.urls import reverse


def add_url(kind):
    return reverse(f"admin:factdb_{kind}_add")


def url(thing, page="change"):
    return reverse(f"admin:factdb_{thing._meta.model_name}_{page}", args=[thing.pk])


def list_url(kind):
    return reverse(f"admin:factdb_{kind}_changelist")


def opened(client, address):
    """Every input of the page's form with what stands in it."""
    context = client.get(address).context
    data = dict(inputs(context["adminform"].form))
    for inline in context["inline_admin_formsets"]:
        for form in [inline.formset.management_form, *inline.formset.forms]:
            data |= inputs(form)
    return data


def inputs(form):
    """Like a browser, nothing is sent for a list in which nothing is chosen."""
    for field in form:
        if field.value() is not None:
            yield field.html_name, typed(field.value())


def typed(value):
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def save(client, address, button="_continue", **changes):
    """Open a form, change what is named, press a button."""
    return client.post(address, opened(client, address) | changes | {button: "1"}, follow=True)


def errors(response):
    """Every sentence that the page's form shows as an error."""
    return [sentence for errors in response.context["errors"] for sentence in errors]


def said(response):
    return [str(message) for message in response.context["messages"]]


def row(prefix, number, **values):
    """One added row of an inline, and the count that announces it."""
    cells = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return cells | {f"{prefix}-TOTAL_FORMS": number + 1}

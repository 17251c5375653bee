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
        for form in list_forms(inline.formset):
            data |= inputs(form)
    return data


def list_forms(formset):
    """Those of its rows, and those of the rows inside of them."""
    yield formset.management_form
    for form in formset.forms:
        yield form
        yield from list_forms(form.rows) if hasattr(form, "rows") else ()


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


def evidence_rows(prefix, *pieces):
    """Rows of evidence that were filled in below the blank form with this prefix, and the count that announces them."""
    cells = {f"{prefix}-evidence-{n}-{name}": text for n, piece in enumerate(pieces) for name, text in piece.items()}
    return cells | {f"{prefix}-evidence-TOTAL_FORMS": len(pieces), f"{prefix}-evidence-INITIAL_FORMS": 0}

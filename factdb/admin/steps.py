"""The steps between desk and record as pages of a thing: review, send back, retract. Each shows what it will do."""

import json
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from factdb.choices import Action, Collection, State
from factdb.editorial import workflow
from factdb.publishing import publish, rerender
from factdb.publishing.documents import url_of
from factdb.publishing.tables import COLLECTION_OF_MODEL, key_of_row

from .badges import render_badge
from .comparison import compare_documents, fetch_published_row
from .forms import parse_seen_at, validate_printable

MAX_LISTED_DEPENDENTS = 100
STEP_CLOSED = "This step is not open now: somebody may have taken it already."
CHANGE_CHOICES = [
    (Action.UPDATED, "Updated: the world moved on"),
    (Action.CORRECTED, "Corrected: we were wrong"),
    (Action.CLARIFIED, "Clarified: right, but it could be misread"),
]


class ApproveForm(forms.Form):
    action = forms.ChoiceField(
        choices=CHANGE_CHOICES, initial=Action.UPDATED, widget=forms.RadioSelect, label="What kind of change is it?"
    )
    reason = forms.CharField(
        required=False,
        validators=[validate_printable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Public; needed for a correction or clarification. Example: An earlier version gave the wrong month.",
    )


class SendBackForm(forms.Form):
    note = forms.CharField(
        validators=[validate_printable],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For the reporter, never public. Example: The passage says “nearly”; the claim does not.",
    )


class RetractForm(forms.Form):
    reason = forms.CharField(
        validators=[validate_printable],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Public, for good. Example: The document that this rests on was forged.",
    )


@dataclass(frozen=True)
class Step:
    title: str
    done: str
    form: type[forms.Form]


EDITORIAL_STEPS = {
    "approve": Step("Review and approve", "Approved: readers see it now.", ApproveForm),
    "send_back": Step("Send back", "Sent back: it is a draft again, with your note.", SendBackForm),
    "retract": Step("Retract", "Retracted: readers see a notice in its place.", RetractForm),
}


class StepPages(admin.ModelAdmin):
    """The pages, their buttons on the change page, and why a button is missing."""

    def get_urls(self):
        return [self._step_path(name) for name in EDITORIAL_STEPS] + super().get_urls()

    def _step_path(self, name):
        view = self.admin_site.admin_view(partial(self.step_view, name=name))
        return path(f"<path:object_id>/{name}/", view, name=f"factdb_{self.opts.model_name}_{name}")

    def _step_url(self, name, thing):
        return reverse(f"admin:factdb_{self.opts.model_name}_{name}", args=[thing.pk])

    def render_change_form(self, request, context, *args, **kwargs):
        thing = context["original"]
        if thing is not None:
            context["desk"] = self._desk_bar(request, thing)
        return super().render_change_form(request, context, *args, **kwargs)

    def _desk_bar(self, request, thing):
        return {
            "badge": render_badge(thing.state, thing.is_public, thing.version),
            "version": thing.version if thing.is_public else None,
            "number": getattr(thing, "number", None),
            "editors": get_user_model().objects.filter(pk__in=thing.edited_by),
            "why_not": explain_closed_step(request.user, thing),
            "note": thing.note if thing.state != State.LIVE else "",
            "stays": thing.version is not None and workflow.may_publish(request.user),
            "buttons": [
                (self._step_url(name, thing), EDITORIAL_STEPS[name].title)
                for name in list_open_steps(request.user, thing)
            ],
        }

    def step_view(self, request, object_id, name):
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            raise Http404
        if not (self.has_change_permission(request, thing) and workflow.may_publish(request.user)):
            raise PermissionDenied
        if name not in list_open_steps(request.user, thing):
            self.message_user(request, explain_closed_step(request.user, thing) or STEP_CLOSED, messages.WARNING)
            return HttpResponseRedirect(self._step_url("change", thing))
        form = EDITORIAL_STEPS[name].form(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._try_step(request, thing, name, form):
            return HttpResponseRedirect(self._step_url("change", thing))
        return TemplateResponse(request, f"admin/desk/{name}.html", self.step_context(request, thing, name, form))

    def _try_step(self, request, thing, name, form):
        """Whether the step succeeded; if not, the form says why and keeps what was typed."""
        values = dict(form.cleaned_data)
        if name == "approve":
            values["seen"] = parse_seen_at(request.POST.get("seen"))
        try:
            getattr(workflow, name)(thing, by=request.user, **values)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            thing.refresh_from_db()
            return False
        self.log_change(request, thing, EDITORIAL_STEPS[name].done)
        self.message_user(request, EDITORIAL_STEPS[name].done, messages.SUCCESS)
        return True

    def step_context(self, request, thing, name, form):
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": thing,
            "title": EDITORIAL_STEPS[name].title,
            "subtitle": str(thing),
            "form": form,
            "seen": thing.changed_at.isoformat(),
            "badge": render_badge(thing.state, thing.is_public, thing.version),
            **(preview_approval(thing, request.user) if name == "approve" else {}),
            **({"dependents": list_dependent_urls(thing)} if name == "retract" else {}),
        }


def list_open_steps(user, thing):
    """The names of the steps that this person may take now, in the order of their buttons."""
    if not workflow.may_publish(user):
        return []
    steps = ["retract"] if thing.is_public else []
    if thing.state != State.SUBMITTED:
        return steps
    return ["send_back", *steps] if publish.is_own_work(thing, user) else ["approve", "send_back", *steps]


def explain_closed_step(user, thing):
    if thing.state == State.SUBMITTED and not workflow.may_publish(user):
        return "Waiting for review: an editor who did not edit it approves it or sends it back."
    if thing.state == State.SUBMITTED and publish.is_own_work(thing, user):
        return "You edited this since its last publication: a second person must approve."
    if thing.state == State.DRAFT and thing.is_public:
        return "Readers still see the published version; submit your changes when they are ready."
    return ""


def preview_approval(thing, user):
    """What approving would publish, beside what is public. Made by the door as it makes what it publishes."""
    try:
        entries, again = publish.preview_publication(thing, by=user)
    except ValidationError as refused:
        return {"obstacles": refused.messages}
    own, along = _split_preview(thing, entries)
    row = fetch_published_row(thing)
    return {
        "lines": compare_documents(json.loads(row.document) if row else None, json.loads(own.document)),
        "is_new": row is None,
        "along": [_render_entry_title(entry) for entry in along],
        "again": again,
    }


def _split_preview(thing, entries):
    """No document needs another one of its own kind, so the kind tells the thing from its company."""
    collection = COLLECTION_OF_MODEL[type(thing)]
    own = next(entry for entry in entries if entry.kind == collection)
    return own, [entry for entry in entries if entry is not own]


def _render_entry_title(entry):
    document = json.loads(entry.document)
    return f"{Collection(entry.kind).label}: {document.get('headline') or document.get('name') or document.get('text')}"


def list_dependent_urls(thing):
    """Addresses of the published things that show this one: they come first."""
    found = rerender.select_dependents(COLLECTION_OF_MODEL[type(thing)], fetch_published_row(thing))
    return [url_of(target, key_of_row(row)) for target, rows in found.items() for row in rows[:MAX_LISTED_DEPENDENTS]]

"""The steps between desk and record as pages of a thing: review, send back, retract. Each shows what it will do."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from factdb.choices import Action, State
from factdb.editorial import workflow
from factdb.editorial.password_resets import explain_request_refusal
from factdb.models.desk import Desk
from factdb.publishing import publish, rerender_dependents
from factdb.publishing.documents import url_of
from factdb.publishing.tables import key_of_row, kind_of

from .badges import render_item_badge
from .comparison import fetch_published_row
from .forms import validate_printable
from .review import review_items
from .staff import get_staff_user

MAX_LISTED_DEPENDENTS = 100
BY_LAW_TITLE = "Retract at once, by law"
STEP_CLOSED = "This step is not open now: somebody may have taken it already."
CHANGE_CHOICES = [
    (Action.UPDATED, "Updated: the world moved on"),
    (Action.CORRECTED, "Corrected: we were wrong"),
    (Action.CLARIFIED, "Clarified: right, but it could be misread"),
]


class DoubtsField(forms.MultipleChoiceField):
    """What the reviewer looked into. Each doubt is its own value: one that came up meanwhile is not among them."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """What is open now, only approving knows."""
        return True


class ApproveForm(forms.Form):
    accepted = DoubtsField(
        required=False,
        label="Look into these before you approve",
        help_text="No rule can decide them. Tick what you have seen to be right; else send it back.",
    )
    action = forms.ChoiceField(
        choices=CHANGE_CHOICES, initial=Action.UPDATED, widget=forms.RadioSelect, label="What kind of change is it?"
    )
    reason = forms.CharField(
        required=False,
        validators=[validate_printable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Public; needed for a correction or clarification. Example: An earlier version gave the wrong month.",
    )

    def offer_doubts(self, doubts: list[str]) -> None:
        accepted: Any = self.fields["accepted"]
        accepted.choices = [(doubt, doubt) for doubt in doubts]
        if not doubts:
            del self.fields["accepted"]


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
    by_law = forms.BooleanField(
        required=False,
        label="By law, at once",
        error_messages={
            "required": "Tick it: somebody asked for its retraction already, so nothing else can be done here."
        },
        help_text="Only where a court demands it: nobody else is asked, and the public reason says so.",
    )


class WithdrawRetractionForm(forms.Form):
    note = forms.CharField(
        validators=[validate_printable],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For whoever asked, never public. Example: The archive has the original; it is no forgery.",
    )


@dataclass(frozen=True)
class Step:
    title: str
    done: str
    form: type[forms.Form]


EDITORIAL_STEPS = {
    "approve": Step("Review and approve", "Approved: readers see it now.", ApproveForm),
    "send_back": Step("Send back", "Sent back: it is a draft again, with your note.", SendBackForm),
    "retract": Step("Ask for retraction", "Asked: it stays public until somebody else confirms.", RetractForm),
    "confirm_retraction": Step("Confirm retraction", "Retracted: readers see a notice in its place.", forms.Form),
    "withdraw_retraction": Step("Take request back", "Taken back: it stays public.", WithdrawRetractionForm),
}
REPORTER_STEPS = {"retract", "withdraw_retraction"}
RETRACTING_STEPS = {"retract", "confirm_retraction"}
SIGNED_STEPS = {"approve", "confirm_retraction"}


class StepPages(admin.ModelAdmin):
    """The pages, their buttons on the change page, and why a button is missing."""

    def get_urls(self) -> list[URLPattern]:
        return [self._step_path(name) for name in EDITORIAL_STEPS] + super().get_urls()

    def _step_path(self, name: str) -> URLPattern:
        view = self.admin_site.admin_view(partial(self.step_view, name=name))
        return path(f"<path:object_id>/{name}/", view, name=f"factdb_{self.opts.model_name}_{name}")

    def _step_url(self, name: str, item: Desk) -> str:
        return reverse(f"admin:factdb_{self.opts.model_name}_{name}", args=[item.pk])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item = context["original"]
        if item is not None:
            context["desk"] = self._desk_bar(request, item)
        return super().render_change_form(request, context, *args, **kwargs)

    def _desk_bar(self, request: HttpRequest, item: Desk) -> dict[str, Any]:
        user = get_staff_user(request)
        return {
            "badge": render_item_badge(item),
            "version": item.version if item.is_public else None,
            "number": getattr(item, "number", None),
            "editors": get_user_model().objects.filter(pk__in=item.edited_by),
            "why_not": explain_closed_step(user, item),
            "note": item.note if item.state != State.LIVE else "",
            "retraction": describe_request(item),
            "stays": item.version is not None and workflow.may_publish(user),
            "buttons": [
                (self._step_url(name, item), get_step_title(name, item)) for name in list_open_steps(user, item)
            ],
        }

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        item, user = self.get_object(request, unquote(object_id)), get_staff_user(request)
        if item is None:
            raise Http404
        is_permitted = name in REPORTER_STEPS or workflow.may_publish(user)
        if not (self.has_change_permission(request, item) and is_permitted):
            raise PermissionDenied
        if name not in list_open_steps(user, item):
            self.message_user(request, explain_closed_step(user, item) or STEP_CLOSED, messages.WARNING)
            return HttpResponseRedirect(self._step_url("change", item))
        form = build_step_form(request, name, item)
        if request.method == "POST" and form.is_valid() and self._try_step(request, item, name, form):
            return HttpResponseRedirect(self._step_url("change", item))
        return TemplateResponse(request, f"admin/desk/{name}.html", self.step_context(request, item, name, form))

    def _try_step(self, request: HttpRequest, item: Desk, name: str, form: forms.Form) -> bool:
        """Whether the step succeeded; if not, the form says why and keeps what was typed."""
        values = dict(form.cleaned_data)
        if name in SIGNED_STEPS:
            values["seen"] = request.POST.get("seen", "")
        try:
            getattr(workflow, name)(item, by=get_staff_user(request), **values)
        except ValidationError as error:
            form.add_error(None, error.messages)
            item.refresh_from_db()
            return False
        done = EDITORIAL_STEPS["confirm_retraction" if values.get("by_law") else name].done
        self.log_change(request, item, describe_step(done, values))
        self.message_user(request, done, messages.SUCCESS)
        return True

    def step_context(self, request: HttpRequest, item: Desk, name: str, form: forms.Form) -> dict[str, Any]:
        review = review_items([item], get_staff_user(request)) if isinstance(form, ApproveForm) else {}
        if isinstance(form, ApproveForm):
            form.offer_doubts(review["doubts"])
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": item,
            "title": get_step_title(name, item),
            "subtitle": str(item),
            "form": form,
            "badge": render_item_badge(item),
            **review,
            **(build_retraction_context(item) if name in RETRACTING_STEPS else {}),
        }


def get_step_title(name: str, item: Desk) -> str:
    """Say what a step does: who finds a request open can retract only without it."""
    return BY_LAW_TITLE if name == "retract" and item.retraction_asked_at else EDITORIAL_STEPS[name].title


def build_step_form(request: HttpRequest, name: str, item: Desk) -> forms.Form:
    form = EDITORIAL_STEPS[name].form(request.POST or None)
    if "by_law" in form.fields:
        form.fields["by_law"].required = item.retraction_asked_at is not None
        if not workflow.may_publish(get_staff_user(request)):
            del form.fields["by_law"]
    return form


def describe_step(done: str, values: dict[str, Any]) -> str:
    """For the desk's log of a thing: what was done, and into which doubts the reviewer looked."""
    return " ".join([done, *(f"Looked into: {doubt}" for doubt in values.get("accepted", ()))])


def list_open_steps(user: User, item: Desk) -> list[str]:
    """The names of the steps that this person may take now, in the order of their buttons."""
    steps = _list_retraction_steps(user, item)
    if item.state != State.SUBMITTED or not workflow.may_publish(user):
        return steps
    return ["send_back", *steps] if publish.is_own_work(item, user) else ["approve", "send_back", *steps]


def _list_retraction_steps(user: User, item: Desk) -> list[str]:
    if not (item.is_public and user.has_perm(f"factdb.change_{item._meta.model_name}")):
        return []
    if not item.retraction_asked_at:
        return ["retract"]
    steps: list[str] = []
    is_editor = workflow.may_publish(user)
    if is_editor and not (workflow.is_own_request(item, user) or _explain_refused_request(user, item)):
        steps.append("confirm_retraction")
    if is_editor or item.retraction_asked_by == user.pk:
        steps.append("withdraw_retraction")
    return [*steps, "retract"] if is_editor else steps


def _explain_refused_request(user: User, item: Desk) -> str:
    if item.retraction_asked_by is None or not workflow.may_publish(user):
        return ""
    return explain_request_refusal(item.retraction_asked_by, user)


def describe_request(item: Desk) -> dict[str, Any]:
    """Who asked for its retraction, when and why; empty where nobody did."""
    if not (item.retraction_asked_at and item.retraction_asked_by):
        return {}
    asker = get_user_model().objects.filter(pk=item.retraction_asked_by).first()
    return {"by": asker or "somebody", "at": item.retraction_asked_at, "reason": item.retraction_reason}


def explain_closed_step(user: User, item: Desk) -> str:
    if item.state == State.SUBMITTED and not workflow.may_publish(user):
        return "Waiting for review: an editor who did not edit it approves it or sends it back."
    if item.state == State.SUBMITTED and publish.is_own_work(item, user):
        return "You edited this since its last publication: a second person must approve."
    if workflow.is_own_request(item, user):
        return "You asked for its retraction: a second person, who may publish, must confirm it."
    if refusal := _explain_refused_request(user, item):
        return refusal
    if item.state == State.DRAFT and item.is_public:
        return "Readers still see the published version; submit your changes when they are ready."
    return ""


def list_dependent_urls(item: Desk) -> list[str]:
    """Addresses of the published things that show this one: they come first."""
    dependents = rerender_dependents.select_dependents(kind_of(item).collection, fetch_published_row(item))
    return [
        url_of(target, key_of_row(row)) for target, rows in dependents.items() for row in rows[:MAX_LISTED_DEPENDENTS]
    ]


def build_retraction_context(item: Desk) -> dict[str, Any]:
    """What the pages tell that ask for a retraction and that confirm it."""
    return {
        "dependents": list_dependent_urls(item) if item.is_public else [],
        "retraction": describe_request(item),
        "seen": workflow.sign_retraction_request(item),
    }

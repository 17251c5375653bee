"""The same steps for many things at once. Each is a trip of its own: what is refused stops nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models.desk import Desk
from factdb.publishing.publication_batch import describe_item

from .review import review_items
from .staff import get_staff_user
from .steps import EDITORIAL_STEPS, ApproveForm, describe_step
from .widgets import clean_key

NOTHING_WAITS = "None of the selected is waiting for review."


@dataclass(frozen=True)
class BulkAction:
    title: str
    done: str
    open_to: Q
    what: str
    nothing: str


BULK_ACTIONS = {
    "approve": BulkAction(
        "Approve and publish",
        "Approved",
        Q(state=State.SUBMITTED),
        "Each of these is published on its own; what is refused stops nothing else.",
        NOTHING_WAITS,
    ),
    "send_back": BulkAction(
        "Send back",
        "Sent back",
        Q(state=State.SUBMITTED),
        "Each of these becomes a draft again, with your note for whoever wrote it.",
        NOTHING_WAITS,
    ),
    "retract": BulkAction(
        "Ask for retraction",
        "Asked for retraction",
        Q(is_public=True, retraction_asked_at=None),
        "Each of these stays public until another person, who may publish, confirms it on its page. Then readers see a "
        "notice with your reason in its place, for good.",
        "None of the selected is public without a request for its retraction.",
    ),
}


def describe_drafts(drafts: list[Desk]) -> str:
    """Name what was submitted along, as a sentence that follows another one."""
    return f" Submitted with it: {', '.join(map(describe_item, drafts))}." if drafts else ""


class BulkSteps(admin.ModelAdmin):
    actions = ["submit_selected", "approve_selected", "send_back_selected", "retract_selected"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django looks up what was sent as keys without asking whether they are numbers."""
        keys = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if keys != [clean_key(key) for key in keys]:
            raise BadRequest("What was chosen is not in this list.")
        return super().changelist_view(request, extra_context)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return workflow.may_publish(get_staff_user(request))

    @admin.action(permissions=["change"], description="Submit for review")
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Desk]) -> None:
        self._apply_to_each(request, queryset, "Submitted", partial(self._submit_item, request))

    def _submit_item(self, request: HttpRequest, item: Desk) -> None:
        drafts = workflow.submit_with_drafts(item, by=get_staff_user(request))[1:]
        self.log_drafts(request, item, drafts)
        if drafts:
            self.message_user(request, f"{item}:{describe_drafts(drafts)}", messages.INFO)

    def log_drafts(self, request: HttpRequest, item: Desk, drafts: list[Desk]) -> None:
        for draft in drafts:
            self.log_change(request, draft, f"Submitted for review with {describe_item(item)}.")

    @admin.action(permissions=["publish"], description="Approve and publish")
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Desk]) -> TemplateResponse | None:
        return self._confirm_step(request, queryset, "approve")

    @admin.action(permissions=["publish"], description="Send back")
    def send_back_selected(self, request: HttpRequest, queryset: QuerySet[Desk]) -> TemplateResponse | None:
        return self._confirm_step(request, queryset, "send_back")

    @admin.action(permissions=["change"], description="Ask for retraction")
    def retract_selected(self, request: HttpRequest, queryset: QuerySet[Desk]) -> TemplateResponse | None:
        return self._confirm_step(request, queryset, "retract")

    def _confirm_step(self, request: HttpRequest, queryset: QuerySet[Desk], name: str) -> TemplateResponse | None:
        """Asks first, and carries in the page what the editor had on the screen."""
        bulk = BULK_ACTIONS[name]
        queryset = queryset.filter(bulk.open_to)
        form = EDITORIAL_STEPS[name].form(request.POST if "confirmed" in request.POST else None, prefix="bulk")
        # One person alone takes things down one by one.
        form.fields.pop("by_law", None)
        if form.is_valid():
            values = form.cleaned_data
            self._apply_to_each(
                request,
                queryset,
                bulk.done,
                partial(self._take_selected_step, request, name, values),
                describe_step(f"{bulk.done}.", values),
            )
            return None
        items = list(queryset)
        review = review_items(items, get_staff_user(request)) if isinstance(form, ApproveForm) else {}
        if isinstance(form, ApproveForm):
            form.offer_doubts(review["doubts"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": bulk.title,
            "bulk": bulk,
            "step": name,
            "things": items,
            "form": form,
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
            **review,
        }
        return TemplateResponse(request, "admin/desk/selected.html", context)

    def _take_selected_step(self, request: HttpRequest, name: str, values: dict[str, Any], item: Desk) -> None:
        options = {"seen": request.POST.get("seen", "")} if name == "approve" else {}
        getattr(workflow, name)(item, by=get_staff_user(request), **values, **options)

    def _apply_to_each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Desk],
        outcome: str,
        step: Callable[[Desk], object],
        logged: str = "",
    ) -> None:
        count = 0
        for item in queryset:
            try:
                step(item)
            except ValidationError as error:
                self.message_user(request, f"{item}: {' '.join(error.messages)}", messages.ERROR)
            else:
                self.log_change(request, item, logged or f"{outcome}.")
                count += 1
        self.message_user(request, f"{outcome}: {count}.", messages.SUCCESS if count else messages.WARNING)

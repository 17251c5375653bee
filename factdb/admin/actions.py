"""The same steps for many things at once. Each is a trip of its own: what is refused stops nobody else."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import BadRequest, ValidationError
from django.template.response import TemplateResponse

from factdb.editorial import workflow
from factdb.vocabulary import State

from .forms import instant
from .steps import ApproveForm
from .widgets import key


class BulkSteps(admin.ModelAdmin):
    actions = ["submit_selected", "approve_selected"]

    def changelist_view(self, request, extra_context=None):
        """Django looks up what was sent as keys without asking whether they are numbers."""
        sent = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if sent != [key(one) for one in sent]:
            raise BadRequest("What was chosen is not in this list.")
        return super().changelist_view(request, extra_context)

    def has_publish_permission(self, request):
        return workflow.may_publish(request.user)

    @admin.action(permissions=["change"], description="Submit for review")
    def submit_selected(self, request, queryset):
        self._each(request, queryset, "Submitted", lambda thing: workflow.submit(thing, by=request.user))

    @admin.action(permissions=["publish"], description="Approve and publish")
    def approve_selected(self, request, queryset):
        """Asks first, and carries in the page what the approver had on the screen."""
        queryset = queryset.filter(state=State.SUBMITTED)
        form = ApproveForm(request.POST if "confirmed" in request.POST else None, prefix="bulk")
        if form.is_bound and form.is_valid():
            self._approve_each(request, queryset, form.cleaned_data)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Approve and publish",
            "things": queryset,
            "form": form,
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/desk/approve_selected.html", context)

    def _approve_each(self, request, queryset, values):
        self._each(
            request,
            queryset,
            "Approved",
            lambda thing: workflow.approve(
                thing, by=request.user, seen=instant(request.POST.get(f"seen-{thing.pk}")), **values
            ),
        )

    def _each(self, request, queryset, done, step):
        count = 0
        for thing in queryset:
            try:
                step(thing)
            except ValidationError as refused:
                self.message_user(request, f"{thing}: {' '.join(refused.messages)}", messages.ERROR)
            else:
                self.log_change(request, thing, f"{done}.")
                count += 1
        self.message_user(request, f"{done}: {count}.", messages.SUCCESS if count else messages.WARNING)

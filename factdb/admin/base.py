"""What all kinds share at the desk: badges, fixed addresses, the record of who edited, and safe saving."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.models import Q, QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from factdb.choices import State
from factdb.editorial import workflow
from factdb.models.desk import Desk
from factdb.publishing.documents import url_of
from factdb.publishing.tables import key_of, kind_of

from .actions import BulkSteps, describe_drafts
from .badges import render_item_badge
from .forms import DeskForm, PlainForm
from .lists import StrictList
from .staff import get_staff_user
from .steps import StepPages
from .widgets import Inputs

OUTSIDE_IDENTITY: Any = (
    "Elsewhere",
    {
        "description": "Only what you have seen to be this very one, never what you remember.",
        "fields": ["wikidata", "same_as"],
    },
)


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"
    conditions = {
        "draft": ("Draft, not public", Q(state=State.DRAFT, is_public=False)),
        "submitted": ("Waiting for review", Q(state=State.SUBMITTED)),
        "live": ("Live", Q(state=State.LIVE)),
        "pending": ("Live, changes in draft", Q(state=State.DRAFT, is_public=True)),
        "withdrawn": ("Withdrawn", Q(state=State.WITHDRAWN)),
        "asked": ("Retraction asked for", Q(retraction_asked_at__isnull=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        condition = self.conditions.get(self.value() or "")
        return queryset.filter(condition[1]) if condition else queryset


class DeskAdmin(Inputs, StepPages, BulkSteps, StrictList):
    form = DeskForm
    change_form_template = "admin/desk/change_form.html"
    list_filter = [StandingFilter]
    prepopulated_fields = {"slug": ["name"]}
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    save_on_top = False

    @admin.display(description="standing", ordering="state")
    def standing_badge(self, item: Desk) -> SafeString:
        return render_item_badge(item)

    @admin.display(description="version", ordering="version")
    def public_version(self, item: Desk) -> int | None:
        return item.version

    def view_on_site(self, item: Desk) -> str | None:
        return url_of(kind_of(item).collection, key_of(item)) if item.is_public else None

    def get_readonly_fields(self, request: HttpRequest, obj: Desk | None = None) -> list[str]:
        return ["slug"] if obj and obj.version is not None else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Desk | None = None) -> dict[str, Any]:
        return {} if "slug" in self.get_readonly_fields(request, obj) else self.prepopulated_fields

    def has_change_permission(self, request: HttpRequest, obj: Desk | None = None) -> bool:
        """What was erased by law is looked at, and never filled again."""
        return not (obj is not None and obj.is_erased) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Desk | None = None) -> bool:
        """What was ever published stays: the record speaks of it, and its address is never given again."""
        if obj is not None and obj.version is not None:
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleting goes one by one, where the reader of the list sees what hangs on the thing."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Two people may save the same new address in the same instant: the second try says so in the form.

        What the database refuses twice is answered by `DeskPatience`, which keeps what was typed.
        """
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Desk, form: ModelForm, change: bool) -> None:
        """Of what was read before the row was locked, only the form's own columns are written back."""
        if not change:
            super().save_model(request, obj, form, change)
        elif form.has_changed():
            own_columns = [f.name for f in obj._meta.concrete_fields if f.editable and not f.primary_key]
            obj.save(update_fields=own_columns)

    def delete_model(self, request: HttpRequest, obj: Desk) -> None:
        workflow.delete_draft(obj, by=get_staff_user(request))

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[BaseFormSet], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            workflow.record_edit(form.instance, by=get_staff_user(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item = context["original"]
        context["can_submit"] = self.has_change_permission(request, item) and not context["is_popup"]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Desk, post_url_continue: str | None = None) -> HttpResponse:
        return self._submit_after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Desk) -> HttpResponse:
        return self._submit_after_save(request, obj) or super().response_change(request, obj)

    def _submit_after_save(self, request: HttpRequest, obj: Desk) -> HttpResponse | None:
        """The button “Save and submit for review”: what was typed is saved even where submitting is refused."""
        if "_submit" not in request.POST:
            return None
        try:
            drafts = workflow.submit_with_drafts(obj, by=get_staff_user(request))[1:]
        except ValidationError as error:
            for sentence in error.messages:
                self.message_user(request, f"Saved, but not submitted: {sentence}", messages.ERROR)
        else:
            self.log_change(request, obj, "Submitted for review.")
            self.log_drafts(request, obj, drafts)
            sentence = f"Saved and submitted: a second person can now review it.{describe_drafts(drafts)}"
            self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:factdb_{self.opts.model_name}_change", args=[obj.pk]))


class ChildrenInline(Inputs, admin.TabularInline):
    """Rows that belong to a thing; a change in one is a change of the thing."""

    form = PlainForm
    extra = 0

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """A table's cells have no labels of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name)
        return field

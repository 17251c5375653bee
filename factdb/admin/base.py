"""What all kinds share at the desk: badges, fixed addresses, the record of who edited, and safe saving."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse

from factdb.choices import State
from factdb.editorial import workflow
from factdb.publishing.documents import url_of
from factdb.publishing.tables import COLLECTION_OF_MODEL, key_of

from .actions import BulkSteps
from .badges import render_badge
from .forms import DeskForm, PlainForm
from .steps import StepPages
from .widgets import Inputs


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"
    conditions = {
        "draft": ("Draft, not public", Q(state=State.DRAFT, is_public=False)),
        "submitted": ("Waiting for review", Q(state=State.SUBMITTED)),
        "live": ("Live", Q(state=State.LIVE)),
        "pending": ("Live, changes in draft", Q(state=State.DRAFT, is_public=True)),
        "withdrawn": ("Withdrawn", Q(state=State.WITHDRAWN)),
    }

    def lookups(self, request, model_admin):
        return [(value, label) for value, (label, _) in self.conditions.items()]

    def queryset(self, request, queryset):
        chosen = self.conditions.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class DeskAdmin(Inputs, StepPages, BulkSteps):
    form = DeskForm
    change_form_template = "admin/desk/change_form.html"
    list_filter = [StandingFilter]
    prepopulated_fields = {"slug": ["name"]}
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    save_on_top = False

    @admin.display(description="standing", ordering="state")
    def standing_badge(self, thing):
        return render_badge(thing.state, thing.is_public, thing.version)

    @admin.display(description="version", ordering="version")
    def public_version(self, thing):
        return thing.version

    def view_on_site(self, thing):
        return url_of(COLLECTION_OF_MODEL[type(thing)], key_of(thing)) if thing.is_public else None

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.version is not None else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if "slug" in self.get_readonly_fields(request, obj) else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        """What was ever published stays: the record speaks of it, and its address is never given again."""
        if obj is not None and obj.version is not None:
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """Deleting goes one by one, where the reader of the list sees what hangs on the thing."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changeform_view(self, request, *args, **kwargs):
        """Two people may save the same new address in the same instant: the second try says so in the form."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            workflow.record_edit(form.instance, by=request.user)

    def render_change_form(self, request, context, *args, **kwargs):
        thing = context["original"]
        context["can_submit"] = self.has_change_permission(request, thing) and not context["is_popup"]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        return self._submit_after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._submit_after_save(request, obj) or super().response_change(request, obj)

    def _submit_after_save(self, request, obj):
        """The button “Save and submit for review”: what was typed is saved even where submitting is refused."""
        if "_submit" not in request.POST:
            return None
        try:
            workflow.submit(obj, by=request.user)
        except ValidationError as refused:
            for sentence in refused.messages:
                self.message_user(request, f"Saved, but not submitted: {sentence}", messages.ERROR)
        else:
            self.log_change(request, obj, "Submitted for review.")
            self.message_user(request, "Saved and submitted: a second person can now review it.", messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:factdb_{self.opts.model_name}_change", args=[obj.pk]))


class ChildrenInline(Inputs, admin.TabularInline):
    """Rows that belong to a thing; a change in one is a change of the thing."""

    form = PlainForm
    extra = 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A table's cells have no labels of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name)
        return field

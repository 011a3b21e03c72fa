"""The Django admin as read-only support: for staff to look, for nobody to change.

Left out on purpose: individual answers, what the tie was cut from (counts and loose remarks, which have a floor),
and the libraries' own models, through which one could write.
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments import models

WITHHELD: dict[type[Model], set[str]] = {
    models.User: {"password", "groups", "user_permissions"},
    models.Assessment: {"team_token", "marks"},
    models.Participation: {"address", "token_hash", "typed_by"},
}
"""Fields that nobody needs in order to help somebody; among the marks are medians of what the tie was cut from."""


class SupportSite(admin.AdminSite):
    site_header = _("LOB-kwaliteit: meekijken")
    site_title = _("LOB-kwaliteit")
    index_title = _("Alles is alleen te lezen")
    enable_nav_sidebar = False


class ReadOnly(admin.ModelAdmin):
    """Every field as text, for active staff."""

    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody filters by address: letter by letter that would read out what is withheld."""
        return False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        withheld = WITHHELD.get(self.model, set())
        fields = [*self.model._meta.fields, *self.model._meta.many_to_many]
        return [field.name for field in fields if field.name not in withheld]

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        fields = cast("list[Field[Any, Any]]", self.model._meta.fields)
        return [field.name for field in fields if field.is_relation]


site = SupportSite()
# Signing in goes through our own page, with its limits; only who is staff gets further.
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]
SHOWN: tuple[type[Model], ...] = (
    models.Board,
    models.School,
    models.Team,
    models.User,
    models.Membership,
    models.Card,
    models.Level,
    models.Actor,
    models.Theme,
    models.Criterion,
    models.Indicator,
    models.Passage,
    models.Block,
    models.Round,
    models.Assessment,
    models.Participation,
    models.SizeRaise,
    models.Conversation,
    models.TeamScore,
    models.Confirmation,
    models.ConfirmedScore,
    models.Priority,
    models.Action,
    models.ActionEntry,
    models.Example,
    models.AuditEvent,
    models.Heartbeat,
)
site.register(SHOWN, ReadOnly)

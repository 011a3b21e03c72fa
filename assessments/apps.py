from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("LOB-kwaliteit")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assessments import checks  # noqa: F401
        from assessments.database import prepare_connection

        connection_created.connect(prepare_connection, dispatch_uid="lob_audit_release")

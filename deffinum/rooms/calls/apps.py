from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "deffinum.rooms.calls"
    label = "calls"
    verbose_name = _("Appels et candidatures")

    def ready(self) -> None:
        """Declare the facts that the forms of applications may read, and fill the slots of other pages."""
        # Models are only importable once the registry is ready.
        from deffinum.foundation.questionnaires.publication import declare_vocabulary
        from deffinum.rooms.calls.queries.application_facts import FORM_FACTS

        declare_vocabulary("calls.application", FORM_FACTS)

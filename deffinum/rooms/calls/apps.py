from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "deffinum.rooms.calls"
    label = "calls"

    def ready(self) -> None:
        """Declare the facts that the forms of applications may read, and fill the slots of other pages."""
        # Models are only importable once the registry is ready.
        from deffinum.foundation.questionnaires.publication import declare_vocabulary
        from deffinum.rooms.calls.queries.application_facts import FORM_FACTS

        declare_vocabulary("calls.application", FORM_FACTS)

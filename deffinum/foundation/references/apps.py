from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "deffinum.foundation.references"
    label = "references"

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "deffinum.foundation.audit"
    label = "audit"

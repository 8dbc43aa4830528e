from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "deffinum.foundation.lifecycle"
    label = "lifecycle"

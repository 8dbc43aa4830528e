from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "deffinum.foundation.clock"
    label = "clock"

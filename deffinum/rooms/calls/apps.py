from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "deffinum.rooms.calls"
    label = "calls"

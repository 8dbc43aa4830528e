from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "deffinum.rooms.grants"
    label = "grants"

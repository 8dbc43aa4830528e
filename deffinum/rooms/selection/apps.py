from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "deffinum.rooms.selection"
    label = "selection"

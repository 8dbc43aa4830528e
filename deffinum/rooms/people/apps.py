from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "deffinum.rooms.people"
    label = "people"

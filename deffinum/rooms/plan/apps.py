from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "deffinum.rooms.plan"
    label = "plan"

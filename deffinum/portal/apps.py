from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "deffinum.portal"
    label = "portal"

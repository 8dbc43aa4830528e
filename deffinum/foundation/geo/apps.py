from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "deffinum.foundation.geo"
    label = "geo"

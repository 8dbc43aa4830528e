from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "deffinum.foundation.files"
    label = "files"

from django.apps import AppConfig


class PdfConfig(AppConfig):
    name = "deffinum.foundation.pdf"
    label = "pdf"

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "deffinum.foundation.questionnaires"
    label = "questionnaires"

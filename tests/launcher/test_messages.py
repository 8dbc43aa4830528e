"""From French texts in the code to English catalogues, and what is refused on the way."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from django.utils.translation.trans_real import TranslationCatalog

PYTHON_SOURCE = """
from django.utils.translation import gettext, gettext_lazy as _, ngettext, ngettext_lazy, pgettext
A = _("Déposer " "la candidature")
B = gettext("Enregistré à %(hour)s")
C = ngettext("%(n)s dossier", "%(n)s dossiers", 2)
D = pgettext("verb", "Livre")
E = ngettext_lazy("une pièce", "%(n)d pièces", "n")
F = _(name)
G = _(f"Bonjour {name}")
H = translation.gettext("Par le module")
"""

TEMPLATE = """{% extends "x.html" %}
<p title="l'été">
      {% translate "Ouvert jusqu’au" %} {{ _("Vide")|default:_("Rien") }}
   {% blocktranslate trimmed with name=a.b %}
     Bonjour {{ name }},
     50 % est fait.
  {% endblocktranslate %}
{% blocktranslate count n=files|length %}{{ n }} fichier{% plural %}{{ n }} fichiers{% endblocktranslate %}
{% translate "Livre" context "noun" %}
{% comment %}{% translate "Caché" %}{% endcomment %}
"""


@pytest.fixture(scope="module")
def messages(tool):
    return tool("messages")


@pytest.fixture
def code(tmp_path):
    """A small house: a room, a foundation app, a loose foundation module, a page of the portal."""
    files = {
        "rooms/calls/apps.py": "",
        "rooms/calls/words.py": 'from x import _\nA = _("Brouillon")\n',
        "rooms/calls/web/page.py": 'from x import ngettext\nA = ngettext("%(n)s appel", "%(n)s appels", 1)\n',
        "rooms/calls/templates/calls/page.html": '{% translate "Déposer" %}',
        "rooms/calls/templates/calls/mail/sent.txt": '{% translate "Reçu par %(who)s" %}',
        "rooms/calls/migrations/0001_initial.py": 'A = _("Ancien")',
        "rooms/calls/static/calls/x.html": '{% translate "Statique" %}',
        "foundation/audit/apps.py": "",
        "foundation/audit/log.py": 'A = _("Journal")',
        "foundation/values/money.py": 'A = _("Montant illisible")',
        "portal/apps.py": "",
        "config/urls.py": 'A = _("Adresse")',
    }
    for name, content in files.items():
        path = tmp_path / "deffinum" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "deffinum"


def calls_catalogue(code):
    return code / "rooms/calls/locale/en/LC_MESSAGES/django.po"


def translate(path: Path, french: str, english: str) -> None:
    content = path.read_text()
    assert f'msgid "{french}"\nmsgstr ""' in content
    path.write_text(content.replace(f'msgid "{french}"\nmsgstr ""', f'msgid "{french}"\nmsgstr "{english}"'))


def translate_everything(code):
    for path in code.rglob("django.po"):
        content = path.read_text()
        head, _, rest = content.partition("\n\n")
        rest = rest.replace('msgstr ""', 'msgstr "English"').replace('msgstr[0] ""', 'msgstr[0] "%(n)s call"')
        path.write_text(f"{head}\n\n" + rest.replace('msgstr[1] ""', 'msgstr[1] "%(n)s calls"'))


def test_python_calls_are_found_whatever_their_alias(messages):
    found = {(text.context, text.singular, text.plural) for text in messages.texts_of_python(PYTHON_SOURCE)}
    assert found == {
        ("", "Déposer la candidature", ""),
        ("", "Enregistré à %(hour)s", ""),
        ("", "%(n)s dossier", "%(n)s dossiers"),
        ("verb", "Livre", ""),
        ("", "une pièce", "%(n)d pièces"),
        ("", "Par le module", ""),
    }


def test_template_tags_are_found_as_django_will_look_them_up(messages):
    found = {(text.context, text.singular, text.plural) for text in messages.texts_of_template(TEMPLATE)}
    assert found == {
        ("", "Ouvert jusqu’au", ""),
        ("", "Vide", ""),
        ("", "Rien", ""),
        ("", "Bonjour %(name)s, 50 %% est fait.", ""),
        ("", "%(n)s fichier", "%(n)s fichiers"),
        ("noun", "Livre", ""),
    }


def test_each_text_goes_to_its_nearest_owner(messages, code):
    found = {
        str(owner.relative_to(code)): {text.singular for text in texts}
        for owner, texts in messages.collect(code).items()
    }
    assert found == {
        "rooms/calls": {"Brouillon", "%(n)s appel", "Déposer", "Reçu par %%(who)s"},
        "foundation/audit": {"Journal"},
        "foundation": {"Montant illisible"},
        "portal": {"Adresse"},
    }


def test_a_second_collection_changes_nothing_and_leaves_no_date(messages, code):
    assert calls_catalogue(code) in messages.write(code)
    assert messages.write(code) == []
    content = calls_catalogue(code).read_text()
    assert "Date" not in content
    assert "#:" not in content
    assert content.index("Brouillon") < content.index("Déposer")


def test_english_is_kept_follows_its_text_and_goes_with_it(messages, code):
    messages.write(code)
    translate(calls_catalogue(code), "Brouillon", "Draft")
    translate(calls_catalogue(code), "Déposer", "Submit")
    (code / "rooms/calls/words.py").write_text("")
    (code / "portal/page.py").write_text('A = _("Brouillon")')
    messages.write(code)
    assert 'msgid "Brouillon"\nmsgstr "Draft"' in (code / "portal/locale/en/LC_MESSAGES/django.po").read_text()
    assert "Brouillon" not in calls_catalogue(code).read_text()
    assert 'msgid "Déposer"\nmsgstr "Submit"' in calls_catalogue(code).read_text()


def test_a_catalogue_without_texts_is_removed(messages, code):
    messages.write(code)
    (code / "config/urls.py").write_text("")
    messages.write(code)
    assert not (code / "portal/locale/en/LC_MESSAGES/django.po").exists()


def test_the_check_names_what_is_stale_and_what_has_no_english(messages, code):
    assert any("not up to date" in line for line in messages.problems(code))
    messages.write(code)
    found = messages.problems(code)
    assert len(found) == 7
    assert all(line.endswith("has no English.") for line in found)
    translate_everything(code)
    assert messages.problems(code) == []
    (code / "rooms/calls/words.py").write_text('A = _("Nouveau")')
    assert messages.problems(code) == [
        "deffinum/rooms/calls/locale/en/LC_MESSAGES/django.po: not up to date, run `make messages`."
    ]


def test_the_check_sees_a_lost_or_invented_placeholder(messages, code):
    (code / "rooms/calls/words.py").write_text('A = _("Reçu le %(day)s par {who}")')
    messages.write(code)
    translate_everything(code)
    path = calls_catalogue(code)
    path.write_text(
        path.read_text().replace(
            'msgid "Reçu le %(day)s par {who}"\nmsgstr "English"',
            'msgid "Reçu le %(day)s par {who}"\nmsgstr "Received on %(date)s by {who}"',
        )
    )
    (invented, lost) = messages.problems(code)
    assert "has date" in invented
    assert "lost day" in lost


def test_the_check_sees_two_englishes_for_one_text(messages, code):
    (code / "portal/page.py").write_text('A = _("Déposer")')
    messages.write(code)
    translate(calls_catalogue(code), "Déposer", "Submit")
    messages.write(code)
    portal = code / "portal/locale/en/LC_MESSAGES/django.po"
    assert 'msgstr "Submit"' in portal.read_text()
    portal.write_text(portal.read_text().replace('"Submit"', '"File"'))
    translate_everything(code)
    assert messages.write(code) == []  # each owner keeps its own
    (line,) = messages.problems(code)
    assert "'Submit'" in line
    assert "'File'" in line


def test_compiled_english_and_the_french_plural_rule(messages, code):
    messages.write(code)
    translate_everything(code)
    messages.compile_all(code)

    def read(language):
        with (code / f"rooms/calls/locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
            return gettext.GNUTranslations(file)

    english, french = read("en"), read("fr")
    words = ("%(n)s appel", "%(n)s appels")
    assert [english.ngettext(*words, n) for n in (0, 1, 2)] == ["%(n)s calls", "%(n)s call", "%(n)s calls"]
    assert [french.ngettext(*words, n) for n in (0, 1, 2)] == ["%(n)s appel", "%(n)s appel", "%(n)s appels"]
    # Django joins the catalogues of all apps: ours must keep its rule beside Django's own French.
    joined = TranslationCatalog(french)
    assert joined.plural("%(n)s appel", 0) == "%(n)s appel"
    assert english.gettext("Brouillon") == "English"
    assert not (code / "foundation/audit/locale/fr").exists()

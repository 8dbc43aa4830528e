from __future__ import annotations

import re

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from deffinum.design import navigation, slots
from deffinum.design.appearance import scheme_of
from deffinum.foundation.policies import VISITOR, Actor, RoleGrant

pytestmark = pytest.mark.urls("tests.design.look_addresses")
OFFICER = Actor(kind="person", name="Agente d’exemple", grants=frozenset({RoleGrant("officer")}))


@pytest.fixture(autouse=True)
def _no_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rooms put in the layout's slots is tested with the rooms."""
    monkeypatch.setattr(slots, "_FILLINGS", {})


def page(path: str = "/", actor: Actor = VISITOR, template: str = "design/layout/base.html", **cookies: str) -> str:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.actor = actor
    request.session = {}
    request._messages = FallbackStorage(request)
    return render_to_string(template, {}, request)


def test_the_page_has_its_landmarks_once():
    html = page()
    for landmark in ("<header", "<main", "<footer", 'role="search"', "<h1"):
        assert html.count(landmark) == (0 if landmark == "<h1" else 1), landmark
    assert '<html lang="fr"' in html
    assert 'href="#contenu"' in html
    assert 'id="contenu"' in html


def test_navigation_by_need_depends_on_who_looks():
    assert "Instruction" not in page()
    html = page("/plan/", OFFICER)
    assert "Instruction" in html
    assert "Agente d’exemple" in html
    assert re.search(r'href="/plan/"\s+aria-current="page"', html)


def test_an_entry_whose_page_does_not_exist_is_left_out():
    navigation.register(navigation.Entry("nowhere", "Nulle part", 1, path="/nulle/part/"))
    navigation.register(navigation.Entry("unnamed", "Sans nom", 2, url_name="nulle:part"))
    try:
        keys = [door.key for door in navigation.doors(actor=VISITOR, path="/")]
    finally:
        navigation._ENTRIES.pop("nowhere")
        navigation._ENTRIES.pop("unnamed")
    assert set(keys) >= {"funding", "plan", "register", "space"}
    assert not {"nowhere", "unnamed", "work"} & set(keys)


def test_the_sample_banner_is_shown_in_sample_mode_only(settings):
    settings.SAMPLE_MODE = True
    assert "Données d’exemple." in page()
    settings.SAMPLE_MODE = False
    assert "Données d’exemple." not in page()


def test_the_states_name_and_files_stay_out_of_the_neutral_theme(settings):
    settings.THEME = "neutre"
    neutral = page()
    assert "République" not in neutral
    assert "dsfr" not in neutral
    settings.THEME = "etat"
    state = page()
    assert "République" in state
    assert "dsfr/used.css" in state
    assert "neutral.css" not in state


@pytest.mark.parametrize(
    ("cookie", "scheme"), [("dark", "dark"), ("light", "light"), ("<script>", "system"), ("", "system")]
)
def test_the_scheme_is_read_on_the_server(cookie, scheme):
    request = RequestFactory().get("/")
    request.COOKIES["apparence"] = cookie
    assert scheme_of(request) == scheme
    assert f'data-scheme="{scheme}"' in page(apparence=cookie)


def post(name: str, **data: str) -> HttpResponse:
    request = RequestFactory(enforce_csrf_checks=True).post(reverse(name), data)
    view, args, kwargs = resolve(reverse(name))
    return view(request, *args, **kwargs)


def test_choosing_an_appearance():
    answer = post("design:appearance", apparence="dark", next="/plan/?q=1")
    assert (answer.status_code, answer["Location"]) == (302, "/plan/?q=1")
    cookie = answer.cookies["apparence"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("dark", "Lax", True)


def test_an_unknown_appearance_and_a_foreign_address_are_ignored():
    answer = post("design:appearance", apparence="rose", next="https://ailleurs.exemple/")
    assert answer["Location"] == "/"
    assert "apparence" not in answer.cookies
    assert post("design:appearance", apparence="dark", next="//ailleurs.exemple/")["Location"] == "/"


def test_a_choice_is_a_post():
    request = RequestFactory().get(reverse("design:appearance"))
    view, _args, _kwargs = resolve(reverse("design:appearance"))
    assert view(request).status_code == 405


def test_choosing_a_language():
    answer = post("design:set_language", language="en", next="/plan/")
    assert answer.cookies["django_language"].value == "en"
    assert answer["Location"] == "/plan/"


def test_a_page_in_english():
    with translation.override("en"):
        html = page()
    assert '<html lang="en"' in html
    assert "Skip to content" in html
    assert "Accueil" not in html


def test_a_visitor_gets_no_cookie(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "deffinum" not in name and "allauth" not in name]
    answer = Client().get("/")
    assert answer.status_code == 200
    assert not answer.cookies


def test_forms_with_errors_say_so_in_the_title():
    request = RequestFactory().get("/")

    class Wrong:
        errors = {"email": ["x"]}

    html = render_to_string("design/layout/html.html", {"form": Wrong()}, request)
    assert "<title>Erreur :" in html


@pytest.mark.parametrize("theme", ["neutre", "etat"])
@pytest.mark.parametrize("layout", ["html", "bare", "base"])
def test_layouts_need_no_context(layout, theme, settings):
    """Error pages are written when the database, the session or the request may be missing."""
    settings.THEME = theme
    html = render_to_string(f"design/layout/{layout}.html")
    assert f"theme-{theme}" in html
    assert 'data-scheme="system"' in html


def test_mails_carry_no_picture_and_the_same_words():
    words = {"subject": "Exemple", "action_url": "https://exemple.fr/a", "action_label": "Ouvrir", "sample_mode": True}
    html, text = (render_to_string(f"design/mail/base.{kind}", words) for kind in ("html", "txt"))
    assert "<img" not in html
    assert "url(" not in html
    for each in (html, text):
        assert "https://exemple.fr/a" in each
        assert "Données d’exemple." in each


def test_previews_are_closed_outside_sample_mode(settings):
    settings.SAMPLE_MODE = settings.DEBUG = False
    settings.MIDDLEWARE = []
    assert Client().get("/apercu/").status_code == 404
    settings.SAMPLE_MODE = True
    assert Client().get("/apercu/connexion/").status_code == 200
    assert Client().get("/apercu/inconnu/").status_code == 404

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.charts import bar_rows
from deffinum.design.icons import NAMES, icon_svg
from deffinum.design.shapes import (
    Bar,
    Column,
    Crumb,
    FilterField,
    KeyFigure,
    Line,
    Listing,
    Page,
    Row,
    Source,
    Step,
    Tab,
)
from deffinum.foundation.policies import ALLOWED, refused
from deffinum.foundation.values import Money

CLOSES = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)
SOURCE = Source("Journal officiel", "https://exemple.fr/jo", date(2021, 6, 1), "Somme des lignes.")


@dataclass(frozen=True)
class Proof:
    label: str
    result: object
    sentence: str = ""
    values: tuple = ()
    children: tuple = ()
    severity: str = "blocking"
    source: str = ""


def write(template: str, **values: object) -> str:
    return re.sub(r"\s+", " ", Template(template).render(Context(values)))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_where_from_says_source_date_and_method():
    html = write("{% where_from source %}", source=SOURCE)
    assert "D’où vient ce chiffre ?" in html
    assert '<a href="https://exemple.fr/jo" rel="noopener">Journal officiel</a>' in html
    assert 'datetime="2021-06-01"' in html
    assert "Somme des lignes." in html
    bare = write('{% where_from "Une note" %}')
    assert "<a" not in bare
    assert "Méthode" not in bare


@pytest.mark.parametrize(
    ("state", "said"),
    [("done", "Fait"), ("current", "En cours"), ("todo", "À venir"), ("late", "En retard"), ("stopped", "Arrêté")],
)
def test_each_step_of_a_thread_says_its_state(state, said):
    html = write('{% thread steps label="Vie" %}', steps=[Step("Dépôt", state, date(2022, 5, 2), "Une note", "/la/")])
    assert said in text_of(html)
    assert ('aria-current="step"' in html) == (state == "current")
    assert '<a href="/la/">Dépôt</a>' in html
    assert "Une note" in html


def test_a_state_tag_has_a_shape_and_a_word_for_each_tone():
    tones = ("neutral", "todo", "progress", "success", "warning", "danger", "info", "stopped")
    drawings = {tone: write("{% state_tag 'Mot' tone %}", tone=tone) for tone in tones}
    shapes = {re.search(r"<svg.*</svg>", html).group() for html in drawings.values()}
    assert len(shapes) == len(tones), "colour is never alone"
    assert all(text_of(html) == "Mot" for html in drawings.values())
    assert "&lt;b&gt;" in write("{% state_tag label 'info' %}", label="<b>")


def test_every_icon_is_hidden_from_screen_readers():
    assert all('aria-hidden="true"' in icon_svg(name) for name in NAMES)
    with pytest.raises(KeyError):
        icon_svg("unknown")


def test_a_refused_action_shows_its_reason():
    html = write('{% action_button verdict "Déposer" %}', verdict=refused("La vague est close."))
    button = re.search(r"<button[^>]*>", html).group()
    described_by = re.search(r'aria-describedby="([^"]+)"', button).group(1)
    assert " disabled" in button
    assert f'id="{described_by}"' in html
    assert "La vague est close." in html


def test_an_allowed_action_is_a_button_or_a_link():
    assert 'type="submit"' in write('{% action_button verdict "Déposer" %}', verdict=ALLOWED)
    link = write('{% action_button verdict "Lire" url="/x/" kind="secondary" %}', verdict=ALLOWED)
    assert 'href="/x/"' in link
    assert "button--secondary fr-btn fr-btn--secondary" in link
    refused_link = write('{% action_button verdict "Lire" url="/x/" %}', verdict=refused("Non."))
    assert "href" not in refused_link


def test_the_verdict_comes_first_then_the_proof():
    proof = Proof(
        "Aide", "failed", "Un euro de trop.", (("Plafond", "4 849 695 €"),), (Proof("Sous-règle", "satisfied"),)
    )
    html = write('{% verdict proof yes="Éligible" no="Non éligible" proof=proof %}', proof=proof)
    words = text_of(html)
    assert words.startswith("Non éligible Un euro de trop.")
    assert words.index("Non éligible") < words.index("Plafond")
    assert "Règle non respectée :" in words
    assert "Règle respectée :" in words


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (ALLOWED, "Oui"),
        (refused("Non, car."), "Non Non, car."),
        (True, "Oui"),
        (Proof("x", None), "À déterminer"),
        (Proof("x", "unknown"), "À déterminer"),
    ],
)
def test_verdicts_of_every_kind(answer, word):
    assert text_of(write("{% verdict answer %}", answer=answer)) == word


def test_a_broken_rule_that_does_not_block_is_a_warning():
    html = write("{% proof_tree proof %}", proof=Proof("Alerte", "failed", severity="warning", source="article 3"))
    assert "À surveiller, sans bloquer :" in html
    assert "(article 3)" in html


def test_a_countdown_says_the_zone_of_the_call_and_the_platforms():
    far = write('{% countdown at now=now label="Clôture" %}', at=CLOSES, now=CLOSES - timedelta(days=31))
    assert "Il reste 31" in far
    assert "countdown--near" not in far
    near = write('{% countdown at now=now zone="Indian/Reunion" %}', at=CLOSES, now=CLOSES - timedelta(hours=3))
    assert "countdown--near" in near
    assert "heure de La Réunion" in near
    assert "heure de Paris" in near
    over = write('{% countdown at now=now closed="La vague est close" %}', at=CLOSES, now=CLOSES)
    assert "La vague est close" in over
    assert 'data-seconds-left="0"' in over


def test_key_figures_carry_their_source():
    html = write("{% key_figures figures %}", figures=[KeyFigure("62", "projets retenus", SOURCE, "sur 120")])
    assert text_of(html).startswith("projets retenus 62 sur 120 D’où vient ce chiffre ?")


def test_a_definition_list_takes_rows_pairs_or_a_dict():
    expected = text_of(write("{% definition_list rows %}", rows=[Row("Porteur", "A")]))
    assert expected == "Porteur A"
    assert text_of(write("{% definition_list rows %}", rows=[("Porteur", "A")])) == expected
    assert text_of(write("{% definition_list rows %}", rows={"Porteur": "A"})) == expected


def test_a_definition_list_says_what_is_absent_and_keeps_line_breaks():
    rows = [("Porteur", ""), ("Projet <b>", "Un.\r\nDeux <i>."), ("Nombre", SafeString("<b>3</b>"))]
    html = write('{% definition_list rows absent="sans réponse" %}', rows=rows)
    assert '<dt>Porteur</dt><dd><span class="muted">sans réponse</span></dd>' in html
    assert "<dt>Projet &lt;b&gt;</dt><dd>Un.<br>Deux &lt;i&gt;.</dd>" in html
    assert "<dt>Nombre</dt><dd><b>3</b></dd>" in html
    plain = write("{% definition_list rows %}", rows=rows)
    assert "sans réponse" not in plain and "<br>" not in plain and "Deux &lt;i&gt;." in plain


def test_a_row_of_amounts_has_a_cell_for_each():
    html = write("{% money_cells parts base nothing %}", parts=(Money(1_234_500), 99), base=Money(0), nothing=None)
    assert re.findall(r'<td class="number">([^<]*)</td>', html) == ["12 345 €", "0,99 €", "0 €", "non renseigné"]


def test_a_side_list_says_each_state_in_words():
    states = {
        "done": "Complet", "current": "En cours", "error": "À corriger", "late": "En retard", "stopped": "Arrêté",
        "todo": "À faire", "": "",
    }  # fmt: skip
    for state, word in states.items():
        html = write('{% side_nav items label="Sections" %}', items=[Tab("Budget", "/b/", state=state)])
        assert text_of(html) == f"Sections Budget {word}".strip()
        assert f"side-nav__link--{state or 'plain'} " in html
        assert html.count("<svg") == bool(state)


def test_navigation_components_mark_the_current_page():
    items = [Tab("Tous", "/t/", count=1005), Tab("À traiter", "/a/", is_current=True, state="error")]
    tabs = write('{% tabs items label="Filtres" %}', items=items)
    side = write('{% side_nav items label="Sections" %}', items=items)
    for html in (tabs, side):
        assert html.count('aria-current="page"') == 1
    assert "À corriger" in side
    crumbs = write("{% breadcrumb crumbs %}", crumbs=[Crumb("Appels", "/appels/"), Crumb("Vague 3")])
    assert text_of(crumbs) == "Accueil Appels Vague 3"
    assert re.search(r'aria-current="page"[^>]*>Vague 3', crumbs)


def test_a_listing_opens_its_lines_and_says_what_comes_next_when_there_are_none():
    columns = [Column("Ressource"), Column("Apprenants", is_number=True)]
    lines = [Line("<b>Échelle</b>", ("12",), "/echelle/"), Line("Meuleuse", ("masqué",))]
    full = Listing(
        "Suivies", columns, lines, csv_url="/f.csv", page=Page(next_url="?apres=1"), adding=("Ajouter", "/a/")
    )
    html = write("{% listing listing %}", listing=full)
    assert '<a href="/echelle/">&lt;b&gt;Échelle&lt;/b&gt;</a>' in html
    assert '<td role="cell" data-label="Apprenants" class="number">12</td>' in html
    assert 'href="/f.csv"' in html and 'href="?apres=1"' in html and 'href="/a/"' in html
    empty = write("{% listing listing %}", listing=Listing("S", columns, [], "Rien", "Déposez", ("Ajouter", "/a/")))
    assert "<table" not in empty
    assert text_of(empty).endswith("Rien Déposez Ajouter")
    assert (
        text_of(write("{% listing listing %}", listing=Listing("S", columns, [], empty_text="Personne.")))
        == "Personne."
    )


def test_a_filter_bar_asks_for_a_day():
    html = write('{% filter_bar fields label="F" %}', fields=[FilterField("depuis", "Du", "2026-03-02", kind="date")])
    assert '<input class="input fr-input" type="date" id="filtre-depuis" name="depuis" value="2026-03-02">' in html
    assert '<label class="field__label fr-label" for="filtre-depuis">Du</label>' in html


def test_a_filter_bar_keeps_what_was_asked_and_names_every_field():
    fields = [
        FilterField("q", "Mots", '"><b>'),
        FilterField("region", "Région", "11", (("", "Toutes"), ("11", "Île-de-France"))),
        FilterField("etat", value="ouvert", kind="hidden"),
    ]
    html = write('{% filter_bar fields label="Filtrer" %}', fields=fields)
    assert 'value="&quot;&gt;&lt;b&gt;"' in html
    assert re.search(r'<option value="11" selected>Île-de-France', html)
    assert '<input type="hidden" name="etat" value="ouvert">' in html
    assert set(re.findall(r'for="([^"]+)"', html)) == {"filtre-q", "filtre-region"}
    assert "Tout effacer" not in html
    assert 'href="/tout/"' in write('{% filter_bar fields label="Filtrer" clear_url="/tout/" %}', fields=fields)


def test_pagination_shows_only_the_neighbours_that_exist():
    html = write("{% pagination page %}", page=Page(next_url="?apres=x", said="1 à 50 sur 1 005"))
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert write("{% pagination page %}", page=Page()).strip() == ""


def test_a_chart_has_its_table_its_csv_and_its_source():
    bars = [Bar("A", 100, "100 €"), Bar("B", -50, "−50 €")]
    html = write('{% bar_chart bars title="Montants" csv_url="/x.csv" source=source %}', bars=bars, source=SOURCE)
    assert html.count("100 €") == 2
    assert '<th scope="row">B</th>' in html
    assert 'href="/x.csv"' in html
    assert "D’où vient ce chiffre ?" in html


def test_bars_share_one_scale_that_starts_at_zero():
    rows = bar_rows([Bar("a", 300, ""), Bar("b", 100, ""), Bar("c", -100, ""), Bar("d", 0, "")])
    assert [(row.start, row.length) for row in rows] == [(250, 750), (250, 250), (0, 250), (250, 0)]
    assert bar_rows([Bar("a", 0, "")])[0].length == 0


def test_blocks_hold_their_content():
    assert 'role="alert"' in write('{% notice "danger" title="Raté" %}<p>Texte</p>{% endnotice %}')
    card = write('{% card title="Vague 3" url="/v/" heading=2 %}<p>Texte</p>{% endcard %}')
    assert '<h2 class="card__title"><a class="card__link" href="/v/">Vague 3</a></h2>' in card
    assert "<p>Texte</p>" in card
    table = write('{% data_table caption="Dossiers" dense=True %}<tbody></tbody>{% enddata_table %}')
    assert 'tabindex="0"' in table
    assert re.search(r'aria-labelledby="(tableau-dossiers)".*<caption id="\1"', table)
    fold = write('{% disclosure "Pourquoi ?" unfolded=True %}Parce que.{% enddisclosure %}')
    assert "<details" in fold
    assert " open" in fold


def test_an_empty_state_says_what_to_do_next():
    html = write('{% empty_state "Aucun dossier" text="Préparez-en un." action_label="Préparer" action_url="/p/" %}')
    assert text_of(html) == "Aucun dossier Préparez-en un. Préparer"
    assert "<svg" in html


def test_slots_are_filled_in_order_and_only_with_safe_text():
    def second(request, *, name, **_):
        return SafeString(f"<b>{name}</b>")

    def first(request, **_):
        return SafeString("un ")

    def silent(request, **_):
        return None

    def plain(request, **_):
        return "texte"

    request = RequestFactory().get("/")
    for renderer, order in ((second, 20), (first, 10), (silent, 5), (first, 10)):
        slots.register("tests.place", renderer, order)
    try:
        template = Template('{% slot "tests.place" name="deux" %}')
        assert template.render(Context({"request": request})) == "un <b>deux</b>"
        slots.register("tests.place", plain)
        with pytest.raises(TypeError, match="safe text"):
            template.render(Context({"request": request}))
    finally:
        for renderer in (first, second, silent, plain):
            slots.unregister("tests.place", renderer)
    assert template.render(Context({"request": request})) == ""


def test_a_confirmation_asks_by_post_and_leads_back():
    html = write(
        '{% confirmation "Fermer la clé" back="/retour/" %}<p>Rien ne part.</p>{% endconfirmation %}',
        csrf_token="jeton",
    )
    assert re.search(r'<form method="post"> <input type="hidden" name="csrfmiddlewaretoken" value="jeton">', html)
    assert "<p>Rien ne part.</p>" in html
    assert re.search(r'type="submit">Fermer la clé</button>', html)
    assert re.search(r'href="/retour/">Renoncer</a>', html)
    assert html.count("<a ") == 1
    both = '{% confirmation "Effacer" back="/" other="Exporter d’abord" other_url="/e/" %}{% endconfirmation %}'
    assert 'href="/e/">Exporter d’abord</a>' in write(both)


def test_what_one_copies_is_escaped_and_named():
    html = write('{% copied_field "secret" "Secret" value %}', value='a"b<c')
    assert '<label class="field__label fr-label" for="secret">Secret</label>' in html
    assert re.search(r'<input [^>]*id="secret" type="text" value="a&quot;b&lt;c" readonly', html)
    several = write('{% copied_field "tout" "Le tout" value rows=4 %}', value="<un>")
    assert re.search(r'<textarea [^>]*id="tout" rows="4" readonly [^>]*>&lt;un&gt;</textarea>', several)


def test_components_speak_english():
    with translation.override("en"):
        html = write('{% thread steps %}{% where_from "x" %}', steps=[Step("Submission", "done")])
        assert "Done" in html
        assert "Where does this figure come from?" in html

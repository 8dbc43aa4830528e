"""The islands in a real browser, on the previews (whose server answers as a room would)."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

NB, NARROW = "\u00a0", "\u202f"


@pytest.fixture
def page(look_context) -> Page:
    opened = look_context().new_page()
    opened.goto("/apercu/ilots/")
    # Islands have started when the totals are written.
    expect(opened.locator("[data-total-all]")).to_have_text(f"23{NARROW}500,50{NB}€")
    return opened


def status(page: Page):
    return page.locator("[data-autosave-status]")


def posts(page: Page) -> list[dict[str, list[str]]]:
    """Every autosave request from now on."""
    from urllib.parse import parse_qs

    sent: list[dict[str, list[str]]] = []
    page.on("request", lambda request: sent.append(parse_qs(request.post_data)) if request.method == "POST" else None)
    return sent


class TestAutosave:
    def test_a_field_is_saved_and_it_is_said(self, page):
        sent = posts(page)
        page.get_by_label("Résumé du projet").fill("Un nouveau texte")
        expect(status(page)).to_have_text(f"Enregistré à 9{NB}h{NB}30")
        assert [(each["field"], each["value"], each["version"]) for each in sent] == [
            (["summary"], ["Un nouveau texte"], ["1"])
        ]
        expect(page.locator('[data-field="summary"]')).to_have_attribute("data-version", "2")
        expect(page.locator("form[data-autosave]")).to_have_attribute("data-unsent", "false")

    def test_keys_are_not_sent_one_by_one(self, page):
        sent = posts(page)
        page.get_by_label("Résumé du projet").press_sequentially("dix lettres", delay=15)
        expect(status(page)).to_contain_text("Enregistré")
        assert len(sent) == 1

    def test_a_group_sends_all_its_values(self, page):
        sent = posts(page)
        page.get_by_label("Un financement").check()
        expect(status(page)).to_contain_text("Enregistré")
        page.get_by_label("Un lieu").check()
        expect(page.locator('[data-field="needs"]')).to_have_attribute("data-version", "3")
        assert sent[-1]["value"] == ["money", "place"]

    def test_without_a_line_the_text_is_kept_and_sent_later_with_the_same_key(self, page):
        sent = posts(page)
        page.context.set_offline(True)
        page.get_by_label("Résumé du projet").fill("Écrit dans le train")
        expect(status(page)).to_contain_text("Votre texte est gardé dans ce navigateur")
        expect(page.locator("form[data-autosave]")).to_have_attribute("data-unsent", "true")
        page.context.set_offline(False)
        expect(status(page)).to_contain_text("Enregistré à", timeout=15_000)
        keys = {each["idempotency_key"][0] for each in sent}
        assert len(sent) > 1
        assert len(keys) == 1

    def test_an_unsent_text_comes_back_with_the_page(self, page):
        def fail(route: Route) -> None:
            route.fulfill(status=503, body="") if route.request.method == "POST" else route.continue_()

        page.route("**/apercu/ilots/", fail)
        page.get_by_label("Résumé du projet").fill("À ne pas perdre")
        expect(status(page)).to_contain_text("Non enregistré")
        page.on("dialog", lambda dialog: dialog.accept())
        page.unroute("**/apercu/ilots/")
        sent = posts(page)
        page.goto("/apercu/ilots/")
        expect(page.get_by_label("Résumé du projet")).to_have_value("À ne pas perdre")
        expect(status(page)).to_contain_text("Enregistré à")
        assert sent[0]["value"] == ["À ne pas perdre"]
        assert page.evaluate("() => localStorage.length") == 0

    def test_two_texts_are_shown_and_mine_may_stay(self, page):
        page.get_by_label("Résumé du projet").fill("Mon texte en conflit")
        panel = page.get_by_role("group", name="Deux textes différents")
        expect(panel).to_contain_text("Le texte d’une autre personne (exemple).")
        expect(panel).to_contain_text("Mon texte en conflit")
        panel.get_by_role("button", name="Garder mon texte").click()
        expect(panel).to_have_count(0)
        expect(page.locator('[data-field="summary"]')).to_have_attribute("data-version", "6")
        expect(page.get_by_label("Résumé du projet")).to_have_value("Mon texte en conflit")

    def test_two_texts_are_shown_and_theirs_may_be_taken(self, page):
        page.get_by_label("Résumé du projet").fill("Mon texte en conflit")
        page.get_by_role("button", name="Prendre le texte enregistré").click()
        expect(page.get_by_label("Résumé du projet")).to_have_value("Le texte d’une autre personne (exemple).")
        expect(page.locator('[data-field="summary"]')).to_have_attribute("data-version", "5")
        assert page.evaluate("() => localStorage.length") == 0

    def test_a_refused_answer_says_why_beside_the_field(self, page):
        field = page.get_by_label("Résumé du projet")
        field.fill("un refus")
        expect(page.locator('[data-field="summary"] [data-autosave-error]')).to_contain_text("mot « refus »")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_attribute("aria-describedby", "id_summary_autosave")
        expect(field).to_have_value("un refus")
        field.fill("un accord")
        expect(page.locator("[data-autosave-error]")).to_have_count(0)
        assert field.get_attribute("aria-invalid") is None


class TestBudgetTable:
    def test_totals_follow_in_whole_cents(self, page):
        page.get_by_label("Organisme d’exemple B, 2027").fill("0,10")
        expect(page.locator('[data-total-row="b"]')).to_have_text(f"3{NARROW}000,10{NB}€")
        expect(page.locator('[data-total-column="2027"]')).to_have_text(f"8{NARROW}000,60{NB}€")
        page.get_by_label("Organisme d’exemple B, 2027").fill("90071992547409,93")
        expect(page.locator("[data-total-all]")).to_have_text(f"90{NARROW}071{NARROW}992{NARROW}570{NARROW}910,43{NB}€")

    def test_what_is_not_an_amount_is_pointed_at(self, page):
        cell = page.get_by_label("Organisme d’exemple B, 2027")
        cell.fill("beaucoup")
        expect(page.locator("[data-total-all]")).to_have_text("à corriger")
        expect(cell).to_have_attribute("aria-invalid", "true")

    def test_arrows_and_enter_move_between_cells(self, page):
        page.get_by_label("Organisme d’exemple A, 2026").focus()
        for key, label in (
            ("ArrowRight", "Organisme d’exemple A, 2027"),
            ("ArrowDown", "Organisme d’exemple B, 2027"),
            ("ArrowLeft", "Organisme d’exemple B, 2026"),
            ("ArrowUp", "Organisme d’exemple A, 2026"),
            ("Enter", "Organisme d’exemple B, 2026"),
        ):
            page.keyboard.press(key)
            expect(page.get_by_label(label)).to_be_focused()

    def test_escape_gives_the_amount_back(self, page):
        cell = page.get_by_label("Organisme d’exemple A, 2026")
        cell.focus()
        cell.press_sequentially("1")
        cell.press("Escape")
        expect(cell).to_have_value("12 500")

    def test_a_block_from_a_spreadsheet_is_pasted(self, page):
        cell = page.get_by_label("Organisme d’exemple A, 2026")
        cell.focus()
        cell.evaluate(
            """(input, text) => {
              const data = new DataTransfer();
              data.setData("text/plain", text);
              input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
            }""",
            "1 000,50\t2000\r\n3000\t4 000 €\r\n",
        )
        expect(page.get_by_label("Organisme d’exemple B, 2027")).to_have_value(f"4{NARROW}000")
        expect(page.locator("[data-total-all]")).to_have_text(f"10{NARROW}000,50{NB}€")
        expect(page.locator('[data-field="b-2027"]')).to_have_attribute("data-version", "2")

    def test_a_broken_rule_is_shown_where_it_breaks(self, page):
        page.get_by_label("Organisme d’exemple A, 2026").fill("999999")
        expect(page.locator('td[data-field="a-2026"]')).to_have_class(re.compile("is-broken"))
        expect(page.locator("[data-budget-rules]")).to_contain_text("10 000 € au plus")
        expect(page.locator('[data-shown="aid"]')).to_have_text("1 000 € (exemple)")
        page.get_by_label("Organisme d’exemple A, 2026").fill("5")
        expect(page.locator("td.is-broken")).to_have_count(0)


class TestOthers:
    def test_a_double_click_sends_once(self, page):
        sent: list[str] = []

        def slow(route: Route) -> None:
            if route.request.method == "POST":
                sent.append(route.request.post_data or "")
                time.sleep(0.7)
            route.continue_()

        page.route("**/apercu/ilots/", slow)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.get_by_role("button", name="Relire avant de déposer").dblclick(no_wait_after=True)
        page.wait_for_timeout(300)
        assert len(sent) == 1

    def test_leaving_with_an_unsent_text_asks(self, page):
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.route(
            "**/apercu/ilots/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
        )
        page.get_by_label("Résumé du projet").click()
        page.keyboard.type("Un texte")
        expect(status(page)).to_contain_text("Non enregistré")
        page.goto("/apercu/")
        assert asked == ["beforeunload"]

    def test_leaving_with_everything_saved_does_not_ask(self, page):
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.get_by_label("Résumé du projet").click()
        page.keyboard.type("Un texte")
        expect(status(page)).to_contain_text("Enregistré à")
        page.goto("/apercu/")
        assert asked == []

    def test_a_list_by_keyboard(self, look_context):
        page = look_context().new_page()
        page.goto("/apercu/travail/")
        counted = page.locator("[data-chosen-count]")
        expect(page.locator("[data-choose-all]")).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.get_by_role("link", name="DEF-2022-014").first.focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("link", name="DEF-2022-015").first).to_be_focused()
        page.keyboard.press("x")
        expect(page.get_by_label("Choisir DEF-2022-015").first).to_be_checked()
        expect(counted).to_have_text("1")
        page.keyboard.press("End")
        expect(page.get_by_role("link", name="DEF-2022-017").last).to_be_focused()
        page.get_by_label("Choisir toutes les lignes").check()
        expect(counted).to_have_text("20")

    def test_a_countdown_adds_the_readers_clock(self, look_context):
        page = look_context(timezone_id="America/Cayenne").new_page()
        page.goto("/apercu/")
        here = page.locator("[data-countdown-here]").first
        expect(here).to_have_text(f"À votre heure : 2 mai 2022 à 7{NB}h{NB}00")
        same = look_context(timezone_id="Europe/Paris").new_page()
        same.goto("/apercu/")
        expect(same.locator(".countdown").first).to_contain_text("Il reste 30")
        expect(same.locator("[data-countdown-here]").first).to_be_hidden()

    def test_a_counter_says_what_is_left(self, look_context):
        page = look_context().new_page()
        page.goto("/apercu/formulaires/")
        page.get_by_label("Résumé du projet").first.press_sequentially("abc")
        expect(page.locator("[data-counter-for]").first).to_have_text(f"Il reste 1{NARROW}497 caractères")

    def test_the_errors_are_heard_first(self, look_context):
        page = look_context().new_page()
        page.goto("/apercu/formulaires/")
        expect(page.locator("[data-error-summary]")).to_be_focused()


class TestWithoutScripts:
    def test_everything_is_there(self, look_context):
        page = look_context(java_script_enabled=False).new_page()
        page.goto("/apercu/")
        expect(page.locator(".countdown").first).to_contain_text("Il reste 31")
        page.get_by_role("button", name="Sombre").click()
        expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")

    def test_the_menu_opens_on_a_phone(self, look_context):
        page = look_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
        page.goto("/apercu/")
        link = page.get_by_role("link", name="Je consulte le plan")
        expect(link).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        expect(link).to_be_visible()
        page.get_by_role("button", name="Fermer", exact=True).click()
        expect(link).to_be_hidden()

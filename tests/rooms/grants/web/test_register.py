"""The public register: page, API and files say the same, from one query."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Money, Siret
from deffinum.rooms.calls.public import load_calls_sample
from deffinum.rooms.grants.models import Award
from deffinum.rooms.grants.public import load_grants_sample
from deffinum.rooms.grants.queries.register import RegisterFilters
from deffinum.rooms.grants.queries.register_page import register_page
from deffinum.rooms.grants.queries.scdl_subventions import COLUMNS
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.public import load_people_sample
from deffinum.rooms.plan.public import load_plan_sample
from deffinum.rooms.selection.public import load_selection_sample
from tests.factories.grants import LATER, make_deal, published_award
from tests.factories.people import siret_of

pytestmark = pytest.mark.django_db
STANDARDS = Path(__file__).resolve().parents[5] / "shared" / "data" / "standards"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CONSTRAINTS = {
    "nomAttribuant": r".+",
    "idAttribuant": r"[0-9]{14}",
    "dateConvention": DAY,
    "referenceDecision": r".+",
    "nomBeneficiaire": r".+",
    "idBeneficiaire": r"([0-9]{14})?",
    "rnaBeneficiaire": r"(W[0-9]{9})?",
    "objet": r".{1,255}",
    "montant": r"[0-9]+(\.[0-9]+)?",
    "nature": r"aide en numéraire|aide en nature|aide en numéraire;aide en nature|aide en nature;aide en numéraire",
    "conditionsVersement": r".{1,255}",
    "datesPeriodeVersement": rf"{DAY}(/{DAY})?",
    "idRAE": r".{0,5}",
    "notificationUE": r"oui|non",
    "pourcentageSubvention": r"0\.[0-9]+|1(\.0+)?",
    "dispositifAide": r".+",
}
"""What the documentation of SCDL `subventions` 2.1.1 requires of each column; an empty text only where it may be."""
SEVEN = [692_813, 692_813, 692_813, 692_814, 692_814, 692_814, 692_814]
"""Seven sample partners of a real aid of 4,849,695 €."""


def csv_rows(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/registre/subventions.csv{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def problems_of(row: dict[str, str]) -> list[str]:
    """What a row does not meet; shares below 1 % would be written as they are."""
    found = [f"{name}: {row[name]!r}" for name, shape in CONSTRAINTS.items() if not re.fullmatch(shape, row[name])]
    if row["idBeneficiaire"]:
        Siret.parse(row["idBeneficiaire"])
    return found


def millionths(text: str) -> int:
    """'0.142857' → 142857, without a float."""
    whole, _dot, rest = text.partition(".")
    return int(whole) * 1_000_000 + int(rest.ljust(6, "0") or "0")


def test_seven_members_give_seven_rows_that_sum_to_one(client: Client) -> None:
    assert sum(SEVEN) == 4_849_695
    published_award(aid=4_849_695, members=7, shares=SEVEN, acronym="Nid'AI.e")
    rows = csv_rows(client)
    assert len(rows) == 7
    assert {each["montant"] for each in rows} == {"4849695.00"}
    assert sum(millionths(each["pourcentageSubvention"]) for each in rows) == 1_000_000
    assert {each["nature"] for each in rows} == {"aide en numéraire"}


def test_a_title_that_a_spreadsheet_would_run_is_kept_as_words(client: Client) -> None:
    award = published_award(aid=1000)
    Award.objects.filter(pk=award.pk).update(title='=HYPERLINK("https://exemple.invalid";"Cliquez")')
    (row,) = csv_rows(client)
    assert row["objet"].startswith("'=HYPERLINK(")


def test_the_columns_are_those_of_the_schema_in_order(client: Client) -> None:
    published_award(aid=1000)
    heading = client.get("/registre/subventions.csv").content.decode().split("\r\n")[0].split(",")
    assert tuple(heading) == COLUMNS and len(COLUMNS) == 16
    schema = STANDARDS / "scdl_subventions_2.1.1.csv"
    if not schema.exists():
        pytest.skip("The folder of fetched standards is absent: the column list is compared where it is present.")
    known = list(csv.DictReader(schema.open()))
    assert [row["name"] for row in known] == heading
    optional = {name for name, shape in CONSTRAINTS.items() if re.fullmatch(shape, "")}
    assert optional <= {row["name"] for row in known if row["required"] == "0"}


def test_a_sole_beneficiary_has_the_share_one_and_no_amount_no_row(client: Client) -> None:
    published_award(aid=3_560_739)
    published_award(aid=None)
    rows = csv_rows(client)
    assert [each["pourcentageSubvention"] for each in rows] == ["1"]
    page = client.get("/registre/").content.decode()
    assert "1 sans montant publié" in page and "non publié" in page


def test_a_signed_agreement_gives_its_dates(client: Client) -> None:
    deal = make_deal("signed", partners=1)
    row = csv_rows(client)[0]
    signed = deal.agreement.signed_on
    assert signed is not None and row["dateConvention"] == signed.isoformat()
    assert row["datesPeriodeVersement"] == "2027-01-01/2028-12-31"
    assert row["conditionsVersement"] == "échelonné"


def test_every_row_meets_the_constraints_of_the_schema(client: Client) -> None:
    make_deal("signed", partners=2)
    make_deal("signed", tranches=[])
    published_award(aid=4_849_695, members=7, shares=SEVEN)
    rows = csv_rows(client)
    assert len(rows) == 3 + 2 + 7
    assert [problem for row in rows for problem in problems_of(row)] == []
    assert {row["conditionsVersement"] for row in rows} == {
        "échelonné",
        "unique",
        "modalités de versement non publiées",
    }


def test_a_member_without_aid_is_no_row_and_the_others_still_sum_to_one(client: Client) -> None:
    published_award(aid=900, members=3, shares=[600, 300, 0])
    rows = csv_rows(client)
    assert [row["pourcentageSubvention"] for row in rows] == ["0.666667", "0.333333"]


def test_the_real_awards_are_left_out_of_the_csv_which_says_so_since_no_source_gives_their_grantor_s_siret(
    client: Client,
) -> None:
    for load in (load_people_sample, load_plan_sample, load_calls_sample, load_selection_sample, load_grants_sample):
        load(by=PLATFORM, now=LATER)
    assert csv_rows(client) == []
    page = client.get("/registre/").content.decode()
    assert "2 aides n’y figurent pas, car le SIRET de leur financeur" in page
    award = Award.objects.all()[0]
    assert "SIRET non connu de nos sources" in client.get(f"/registre/{award.reference}/").content.decode()
    assert len(json.loads(client.get("/registre/360giving.json").content, parse_float=str)["grants"]) == 2
    Organisation.objects.filter(pk=award.application.call.owner_id).update(siret=siret_of(77_777))
    rows = csv_rows(client)
    assert len(rows) == 2
    assert [problem for row in rows for problem in problems_of(row)] == []
    assert {row["dateConvention"] for row in rows} == {"2022-11-07"}
    assert {row["conditionsVersement"] for row in rows} == {"modalités de versement non publiées"}


def test_the_sample_call_has_a_grantor_with_a_siret() -> None:
    load_people_sample(by=PLATFORM, now=LATER)
    load_plan_sample(by=PLATFORM, now=LATER)
    load_calls_sample(by=PLATFORM, now=LATER)
    owner = Organisation.objects.get(name__startswith="Équipe du plan")
    assert str(Siret.parse(owner.siret)) == "000 000 083 00014"
    assert owner.is_sample


def test_the_package_is_valid_and_its_amounts_exact(client: Client) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    registries, referencing = pytest.importorskip("referencing"), pytest.importorskip("referencing.jsonschema")
    published_award(aid=4_849_695, members=7, shares=SEVEN)
    award = published_award(aid=100)
    award.shares.update(aid_cents=12_345_678_901_234_567)
    text = client.get("/registre/360giving.json").content.decode()
    assert "123456789012345.67" in text and "\\u0000" not in text
    package = json.loads(text, parse_float=str)
    sevens = [each for each in package["grants"] if each["id"].startswith("360G") and len(package["grants"]) == 8]
    assert len(sevens) == 8
    folder = STANDARDS / "schemas"
    if not folder.exists():
        pytest.skip("The folder of fetched standards is absent: the schema is checked where it is present.")
    grant: dict[str, Any] = json.loads((folder / "360-giving-schema.json").read_text())
    whole: dict[str, Any] = json.loads((folder / "360-giving-package-schema.json").read_text())
    registry = registries.Registry().with_resources(
        (address, referencing.DRAFT202012.create_resource(grant))
        for address in {grant["$id"], whole["properties"]["grants"]["items"]["$ref"]}
    )
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("date-time")(lambda text: "T" in str(text))
    jsonschema.Draft202012Validator(whole, registry=registry, format_checker=formats).validate(json.loads(text))


def test_page_api_and_files_agree(client: Client) -> None:
    published_award(aid=500, members=2)
    published_award(aid=700)
    published_award(aid=None)
    api = client.get("/api/grants/awards").json()
    rows = csv_rows(client)
    grants = json.loads(client.get("/registre/360giving.json").content, parse_float=str)["grants"]
    assert api["count"] == 3 and api["aid_cents"] == 120_000 and api["without_amount"] == 1
    assert sum(int(str(each["amountAwarded"]).replace(".", "")) for each in grants) == api["aid_cents"]
    with_amount = {each["reference"] for each in api["awards"] if each["aid_cents"] is not None}
    assert {each["referenceDecision"] for each in rows} == with_amount
    page = client.get("/registre/").content.decode()
    for each in api["awards"]:
        assert f"/registre/{each['reference']}/" in page
        shown = client.get(f"/registre/{each['reference']}/").content.decode()
        if each["aid_cents"] is not None:
            assert Money(each["aid_cents"]).display("fr") in shown
    feed = ET.fromstring(client.get("/registre/flux.atom").content)  # noqa: S314 - our own feed
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 3


def test_the_search_forgets_accents_and_capitals(client: Client) -> None:
    award = published_award(aid=100, title="Électricité à distance")
    published_award(aid=200, title="Menuiserie")
    for words in ("electricite", "ÉLECTRICITÉ distance", award.reference.lower()):
        found = client.get("/api/grants/awards", {"q": words}).json()
        assert [each["reference"] for each in found["awards"]] == [award.reference]
    assert client.get("/registre/", {"q": "introuvable"}).content.decode().count("Aucune aide trouvée") == 1


def test_filters_stand_in_the_address(client: Client) -> None:
    old = published_award(aid=100, awarded_on=date(2021, 5, 1), region="93")
    new = published_award(aid=200, awarded_on=date(2022, 5, 1), region="27")
    for query, expected in (
        ({"annee": "2021"}, old), ({"region": "27"}, new), ({"appel": new.application.call.slug}, new)
    ):  # fmt: skip
        page = client.get("/registre/", query).content.decode()
        other = new if expected is old else old
        assert f"/registre/{expected.reference}/" in page and f"/registre/{other.reference}/" not in page
    for odd in ("?annee=²²²²", "?annee=0000", "?annee=x", "?apres=zzz", "?avant=2022-99-99~x", "?q=%00"):
        assert client.get(f"/registre/{odd}").status_code == 200


def test_pages_follow_each_other_without_hole_or_repeat() -> None:
    for rank in range(7):
        published_award(aid=100 + rank, awarded_on=date(2022, 1, 1 + rank // 3))
    filters, seen, after, pages = RegisterFilters(), [], "", []
    while True:
        page = register_page(filters, after=after, size=3)
        pages.append([each.reference for each in page.awards])
        seen += pages[-1]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == 7
    back = register_page(filters, before=f"{page.awards[0].awarded_on}~{page.awards[0].reference}", size=3)
    assert [each.reference for each in back.awards] == pages[-2] and back.before and back.after


def test_nothing_unpublished_is_shown(client: Client) -> None:
    deal = make_deal("to_sign")
    assert client.get("/api/grants/awards").json()["count"] == 0
    assert client.get(f"/registre/{deal.award.reference}/").status_code == 404
    assert csv_rows(client) == []


def test_the_amount_stands_early_and_each_cell_says_its_column_on_a_phone(client: Client) -> None:
    published_award(aid=500, paid=200, title="Payée en partie")
    published_award(aid=500, region="", title="Sans région")
    page = client.get("/registre/").content.decode()
    table = page[page.index("data-table--stack") : page.index("</table>")]
    columns = [" ".join(each.split()) for each in re.findall(r'<th [^>]*scope="col"[^>]*>([^<]+)</th>', table)]
    assert columns == ["Projet", "Chef de file", "Aide accordée", "État", "Région", "Décision", "Appel"]
    for column in columns[1:]:
        assert table.count(f'data-label="{column}"') == 2
    assert "Versée en partie" in table and f"{Money(20_000).display('fr')} versés" in table
    assert "Bourgogne-Franche-Comté" in table and "non publiée" in table


def test_where_the_money_of_an_award_stands() -> None:
    for paid, expected in ((0, "decided"), (200, "part_paid"), (500, "paid")):
        published_award(aid=500, paid=paid, title=expected)
    found = register_page(RegisterFilters()).awards
    assert all(each.standing == each.title for each in found) and len(found) == 3
    assert replace(found[0], is_historical=True).standing == "not_published"
    signed = replace(found[0], paid=Money(), signed_on=date(2022, 12, 1))
    assert signed.standing == "signed"


def test_the_page_costs_the_same_whatever_the_number(client: Client, django_assert_max_num_queries: Any) -> None:
    for rank in range(12):
        published_award(aid=100 + rank, members=2)
    with django_assert_max_num_queries(12):
        client.get("/registre/")
    with django_assert_max_num_queries(4):
        client.get("/registre/subventions.csv")

"""How is the agreement written? From its frozen content to the blocks of the PDF, in the document's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from deffinum.design.formats import day_text
from deffinum.foundation.values import Money, Rate, Siret, Text
from deffinum.rooms.grants.words import PAYMENT_DAYS, TrancheTrigger

TEMPLATE = ("deffinum.rooms.grants", "grants/pdf/agreement.typ")
FRENCH = "fr"
"""The language of agreements that do not say theirs."""
Block = dict[str, Any]


@dataclass(frozen=True)
class AgreementDocument:
    """What the PDF is made from."""

    title: str
    language: str
    author: str
    data: Mapping[str, Any]


def agreement_document(content: Mapping[str, Any], content_sha256: str) -> AgreementDocument:
    """The agreement with its three annexes (budget by member, tranches, deliverables), in its own language."""
    language = content.get("language", FRENCH)
    with override(language):
        heading = _("Convention d’attribution d’une aide")
        data = {
            "heading": heading,
            "reference": content["reference"],
            "parties": _parties(content),
            "preamble": _preamble(content, language),
            "articles": _articles(content, content_sha256, language),
            "signatures": [
                {"party": each["name"], "signatory": "", "signed": ""}
                for each in [content["grantor"], *content["beneficiaries"]]
            ],
            "annexes": [_budget(content, language), _tranches(content, language), _deliverables(content)],
        }
        return AgreementDocument(f"{heading} {content['reference']}", language, content["grantor"]["name"], data)


def _parties(content: Mapping[str, Any]) -> list[Block]:
    grantor = _party(content["grantor"]) | {"called": _("ci-après « le financeur »")}
    members = []
    for each in content["beneficiaries"]:
        called = _("ci-après « le chef de file »") if each["is_lead"] else _("ci-après « un partenaire »")
        members.append(_party(each) | {"called": called})
    return [grantor, *members]


def _party(each: Mapping[str, Any]) -> Block:
    siret = _("SIRET : %(siret)s") % {"siret": Siret(each["siret"])} if each["siret"] else _("SIRET non renseigné")
    return {"name": each["name"], "lines": [part for part in (siret, each["address"], each["place"]) if part]}


def _preamble(content: Mapping[str, Any], language: str) -> list[Block]:
    return [
        _paragraph(
            _("Vu l’appel à projets « %(call)s » et la décision du %(day)s qui retient le dossier %(reference)s,")
            % {
                "call": Text.read(content["call"]).in_language(language),
                "day": _day(content["awarded_on"]),
                "reference": content["application"],
            }
        ),
        _paragraph(_("il est convenu ce qui suit.")),
    ]


def _articles(content: Mapping[str, Any], digest: str, language: str) -> list[Block]:
    name = f"{content['acronym']} — {content['title']}" if content["acronym"] else content["title"]
    aid, base = Money(content["aid_cents"]), Money(content["base_cents"] or 0)
    return [
        _article(_("Objet de la convention"), _("La présente convention fixe les conditions de l’aide accordée au "
"projet « %(name)s ».") % {"name": name}),
        _article(_("Durée du projet"), _duration(content)),
        _article(_("Montant"), _amount(aid, base, language), _split(content, language), _funding(content, language)),
        _article(
            _("Versement"),
            _(
                "L’aide est versée au chef de file, en tranches, selon l’annexe 2 ; il reverse à chaque partenaire sa "
                "part. Chaque tranche est payée dans les %(days)s jours qui suivent le fait qui la rend exigible "
                "(loi n° 2021-875 du 1er juillet 2021)."
            )
            % {"days": PAYMENT_DAYS},
        ),
        _article(
            _("Livrables"),
            _(
                "Les bénéficiaires remettent les livrables de l’annexe 3 aux dates indiquées. Un compte rendu "
                "financier est remis dans les six mois qui suivent la fin de l’exercice pour lequel l’aide est "
                "accordée (arrêté du 11 octobre 2006)."
            ),
        ),
        _article(
            _("Engagements"),
            _(
                "L’aide est employée au seul projet décrit dans le dossier. Les bénéficiaires partagent leurs "
                "productions comme ils s’y sont engagés, tiennent les justificatifs à disposition et signalent sans "
                "délai tout changement. Une somme employée à un autre usage est reversée."
            ),
        ),
        _article(_("Publicité"), _("L’attribution, les parts de chaque bénéficiaire et les versements sont publiés au "
"registre des aides.")),
        _article(_("Intégrité"), _("Empreinte SHA-256 du contenu de la convention : %(digest)s.") % {"digest": digest}),
    ]  # fmt: skip


def _duration(content: Mapping[str, Any]) -> str:
    return _("Le projet commence le %(start)s et se termine le %(end)s.") % {
        "start": _day(content["starts_on"]),
        "end": _day(content["ends_on"]),
    }


def _amount(aid: Money, base: Money, language: str) -> str:
    rate = Rate.between(aid, base)
    return _("L’aide est de %(aid)s, pour une assiette éligible de %(base)s, soit un taux de %(rate)s.") % {
        "aid": aid.display(language),
        "base": base.display(language),
        "rate": rate.display(language) if rate else "—",
    }


def _split(content: Mapping[str, Any], language: str) -> Block:
    rows = [
        [each["name"], _money(each["base_cents"], language), _money(each["aid_cents"], language)]
        for each in content["beneficiaries"]
    ]
    total = [_("Total"), _money(content["base_cents"], language), _money(content["aid_cents"], language)]
    labels = (_("Bénéficiaire"), _("Assiette"), _("Aide accordée"))
    return _table(_("Répartition de l’aide entre les bénéficiaires"), labels, rows, total)


def _funding(content: Mapping[str, Any], language: str) -> Block:
    rows = [
        [each["label"] or _("Reste à apporter par le groupement"), _money(each["cents"], language)]
        for each in content["funding"]
    ]
    total = [_("Total"), _money(sum(each["cents"] for each in content["funding"]), language)]
    return _table(_("Plan de financement"), (_("Ressource"), _("Montant")), rows, total)


def _budget(content: Mapping[str, Any], language: str) -> Block:
    budget = content["budget"]
    labels = (_("Dépense"), *(_("Année %(year)s") % {"year": year} for year in budget["years"]), _("Total"))
    blocks = []
    for part in budget["parts"]:
        rows = [
            [
                Text.read(row["category"]).in_language(language),
                *(_money(cents, language) for cents in row["cents"]),
                _money(row["total_cents"], language),
            ]
            for row in part["rows"]
        ]
        total = [_("Total"), *(_money(cents, language) for cents in [*part["year_cents"], part["total_cents"]])]
        blocks.append(_table(part["name"], labels, rows, total))
    return {"title": _("Budget par bénéficiaire"), "blocks": blocks}


def _tranches(content: Mapping[str, Any], language: str) -> Block:
    rows = [
        [
            str(each["rank"]),
            Text.read(each["label"]).in_language(language) or str(TrancheTrigger(each["trigger"]).label),
            Rate(each["share_basis_points"]).display(language),
            _money(each["amount_cents"], language),
            _day(each["expected_on"]) if each["expected_on"] else "—",
        ]
        for each in content["tranches"]
    ]
    total = [_("Total"), "", "", _money(content["aid_cents"], language), ""]
    labels = (_("N°"), _("Condition"), _("Part"), _("Montant"), _("Versement prévu"))
    return {"title": _("Échéancier des versements"), "blocks": [_table(_("Tranches"), labels, rows, total, text=2)]}


def _deliverables(content: Mapping[str, Any]) -> Block:
    rows = [
        [
            each["title"],
            _("mois %(month)s") % {"month": each["month"]},
            _day(each["due_on"]) if each["due_on"] else "—",
            _("tranche %(rank)s") % {"rank": each["unlocks"]} if each["unlocks"] else "—",
        ]
        for each in content["deliverables"]
    ]
    labels = (_("Livrable"), _("Échéance"), _("Date"), _("Rend exigible"))
    empty = [_paragraph(_("Aucun livrable n’est attendu."))]
    return {
        "title": _("Livrables"),
        "blocks": [_table(_("Livrables attendus"), labels, rows, text=4)] if rows else empty,
    }


def _table(caption: str, labels: tuple[str, ...], rows: list[list[str]], total: Any = None, *, text: int = 1) -> Block:
    """A table whose first `text` columns are words and the others amounts."""
    columns = [
        {"label": label, "align": "left" if rank < text else "right", "width": "fill" if rank == (text > 1) else "fit"}
        for rank, label in enumerate(labels)
    ]
    if text == len(labels):
        columns[0]["width"], columns[1]["width"] = "fill", "fit"
    return {"kind": "table", "caption": caption, "columns": columns, "rows": rows, "total": total}


def _article(title: str, *contents: str | Block) -> Block:
    return {"title": title, "blocks": [_paragraph(each) if isinstance(each, str) else each for each in contents]}


def _paragraph(text: str) -> Block:
    return {"kind": "paragraph", "text": text}


def _money(cents: int | None, language: str) -> str:
    return Money(cents or 0).display(language)


def _day(iso: str) -> str:
    return day_text(date.fromisoformat(iso)) if iso else _("une date à fixer")

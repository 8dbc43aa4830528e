"""What the letter of a decision says: outcome, amounts, reasons, marks by criterion, means of appeal.

Decisions of the committee and those of the gates are one kind of letter: only the sentences differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from deffinum.design.formats import day_text
from deffinum.foundation.values import Money, Rate, Text
from deffinum.rooms.calls.public import configuration_of
from deffinum.rooms.people.public import account_summaries
from deffinum.rooms.selection.models import Decision
from deffinum.rooms.selection.queries.examination_scores import scores_of_one
from deffinum.rooms.selection.queries.letter_blocks import Block, definitions, heading, paragraph, paragraphs
from deffinum.rooms.selection.queries.letter_reasons import reason_blocks
from deffinum.rooms.selection.queries.scores import ApplicationScores, points_text
from deffinum.rooms.selection.words import Outcome

GATES = (Outcome.INCOMPLETE, Outcome.INELIGIBLE)


@dataclass(frozen=True)
class LetterContent:
    """The letter as the template takes it: texts only, amounts and dates already written."""

    title: str
    language: str
    file_name: str
    author: str
    data: Mapping[str, Any]


def letter_content(decision: Decision) -> LetterContent:
    """The letter in the language of the call's documents (its call, owner, lead and redirection must be loaded)."""
    language = configuration_of(decision.examination.application).document_language
    with override(language):
        return _content(decision, language)


def _content(decision: Decision, language: str) -> LetterContent:
    application = decision.examination.application
    call, lead = application.call, application.lead
    signatory = account_summaries([decision.decided_by]).get(decision.decided_by) if decision.decided_by else None
    commune = f"{lead.postcode} {lead.commune_name}".strip()
    data = {
        "sender": {"name": call.owner.name, "lines": [str(Text.read(call.title))]},
        "recipient": {"name": lead.name, "lines": [each for each in (commune,) if each]},
        "reference": application.reference,
        "place_date": _("Décision du %(day)s") % {"day": day_text(decision.decided_on)},
        "subject": _subject(decision),
        "body": _body(decision, language),
        "closing": [heading(_("La suite")), paragraph(_next_step(decision))],
        "signature": {
            "intro": _("Pour %(owner)s,") % {"owner": call.owner.name},
            "name": signatory.name if signatory else call.owner.name,
            "role": _("Agent instructeur de l’appel")
            if decision.outcome in GATES
            else _("Signataire des décisions de l’appel"),
        },
        "appeal": _appeal(decision),
    }
    return LetterContent(
        title=_("Décision sur la candidature %(reference)s") % {"reference": application.reference},
        language=language,
        file_name=f"decision-{application.reference}-{decision.number}.pdf",
        author=call.owner.name,
        data=data,
    )


def _subject(decision: Decision) -> str:
    application = decision.examination.application
    return {
        Outcome.RETAINED: _("votre projet « %(name)s » est retenu"),
        Outcome.WAITING: _("votre projet « %(name)s » est inscrit sur liste d’attente"),
        Outcome.REFUSED: _("votre projet « %(name)s » n’est pas retenu"),
        Outcome.REDIRECTED: _("votre projet « %(name)s » est réorienté vers un autre dispositif"),
        Outcome.INCOMPLETE: _("votre candidature « %(name)s » est incomplète et ne sera pas examinée"),
        Outcome.INELIGIBLE: _("votre candidature « %(name)s » n’est pas éligible"),
        Outcome.REOPENED: _("l’examen de votre candidature « %(name)s » reprend"),
    }[Outcome(decision.outcome)] % {"name": application.acronym or application.title}


def _body(decision: Decision, language: str) -> list[Block]:
    blocks: list[Block] = [paragraph(_("Madame, Monsieur,")), paragraph(f"{_examined(decision)} {_outcome(decision)}")]
    blocks += _before(decision)
    blocks.append(definitions(_figures(decision, language), _("Votre projet")))
    blocks += reason_blocks(decision, language)
    blocks += _marks(decision, language)
    return blocks


def _examined(decision: Decision) -> str:
    """Who looked at the file, and for what."""
    call = {"call": Text.read(decision.examination.application.call.title)}
    if decision.outcome == Outcome.INCOMPLETE:
        return _("L’équipe de l’appel « %(call)s » a vérifié si votre dossier contient tout ce qui est demandé.") % call
    if decision.outcome == Outcome.INELIGIBLE:
        return _("L’équipe de l’appel « %(call)s » a vérifié si votre candidature remplit toutes ses règles.") % call
    if decision.outcome == Outcome.REOPENED:
        return _("Vous avez répondu à l’appel « %(call)s ».") % call
    return _("Le comité de sélection a examiné votre candidature à l’appel « %(call)s ».") % call


def _outcome(decision: Decision) -> str:
    return {
        Outcome.RETAINED: _("J’ai le plaisir de vous faire savoir que votre projet est retenu."),
        Outcome.WAITING: _(
            "Votre projet est inscrit sur la liste d’attente : il pourra être retenu si des crédits se libèrent."
        ),
        Outcome.REFUSED: _("J’ai le regret de vous faire savoir que votre projet n’est pas retenu."),
        Outcome.REDIRECTED: _(
            "Votre projet relève d’un autre dispositif, vers lequel il est réorienté sans que vous ayez à le réécrire."
        ),
        Outcome.INCOMPLETE: _(
            "J’ai le regret de vous faire savoir qu’il reste incomplet : il ne sera ni expertisé ni présenté au comité."
        ),
        Outcome.INELIGIBLE: _(
            "J’ai le regret de vous faire savoir qu’elle n’est pas éligible : elle ne sera ni expertisée ni présentée "
            "au comité."
        ),
        Outcome.REOPENED: _(
            "La décision qui avait clos l’examen de votre candidature est retirée : cet examen reprend à l’étape où il "
            "s’était arrêté."
        ),
    }[Outcome(decision.outcome)]


def _before(decision: Decision) -> list[Block]:
    """The decision that the consortium knew, which this one replaces, and its appeal."""
    earlier = decision.examination.decisions.known().filter(number__lt=decision.number)
    former = earlier.select_related("appeal").order_by("-number").first()
    if former is None or former.outcome == Outcome.REOPENED:
        return []
    said = _("Cette décision remplace celle du %(day)s, qui vous avait été adressée pour ce projet.")
    appeal = getattr(former, "appeal", None)
    if appeal is not None:
        said = _(
            "Cette décision remplace celle du %(day)s, qui vous avait été adressée pour ce projet ; elle fait suite à "
            "votre recours gracieux."
        )
    return [paragraph(said % {"day": day_text(former.decided_on)})]


def _figures(decision: Decision, language: str) -> list[tuple[str, str]]:
    application = decision.examination.application
    rows = [(_("Référence"), application.reference), (_("Projet"), application.title)]
    base = None if application.base_cents is None else Money(application.base_cents)
    if base is not None:
        rows.append((_("Assiette éligible présentée"), base.display(language)))
    if application.aid_cents is not None:
        rows.append((_("Aide demandée"), Money(application.aid_cents).display(language)))
    if decision.aid_cents is not None:
        aid = Money(decision.aid_cents)
        rows.append((_("Aide accordée"), aid.display(language)))
        rate = Rate.between(aid, base) if base else None
        if rate is not None:
            rows.append((_("Soit, rapporté à l’assiette"), rate.display(language)))
    if decision.redirect_call is not None:
        rows.append((_("Dispositif"), str(Text.read(decision.redirect_call.title))))
    return rows


def _marks(decision: Decision, language: str) -> list[Block]:
    scores = scores_of_one(decision.examination)
    if not scores.reviews:
        return []
    blocks = [heading(_("Les appréciations des experts")), _table(scores, language)]
    comments = decision.examination.assignments.handed_in().exclude(comment_for_applicant="")
    for rank, each in enumerate(comments, 1):
        blocks.append(heading(_("Expertise n° %(rank)s") % {"rank": rank}, level=3))
        blocks += paragraphs(each.comment_for_applicant)
    return blocks


def _table(scores: ApplicationScores, language: str) -> Block:
    def out_of(value: int | None, scale: int) -> str:
        return _("sans objet") if value is None else f"{points_text(value)} / {scale}"

    return {
        "kind": "table",
        "caption": _("Moyenne de %(count)s expertise(s) ; un critère « sans objet » n’est pas compté")
        % {"count": len(scores.reviews)},
        "columns": [
            {"label": _("Critère"), "align": "left", "width": "fill"},
            {"label": _("Poids"), "align": "right", "width": "fit"},
            {"label": _("Note obtenue"), "align": "right", "width": "fit"},
        ],
        "rows": [
            [str(each.label), Rate(each.weight_basis_points).display(language), out_of(each.mean, each.scale)]
            for each in scores.criteria
        ],
        "total": [_("Note d’ensemble"), "", out_of(scores.mean, scores.scale)],
    }


def _next_step(decision: Decision) -> str:
    if decision.outcome == Outcome.RETAINED:
        return _(
            "Une convention vous sera proposée : elle fixera l’échéancier des versements et les résultats attendus. "
            "Aucune dépense n’est à engager au titre de l’aide avant sa signature."
        )
    if decision.outcome == Outcome.WAITING:
        return _("Vous serez averti de toute évolution sur la page de votre candidature. Vous n’avez rien à faire.")
    if decision.outcome in GATES:
        return _(
            "Cette décision porte sur ce dossier seulement : vous pouvez déposer une nouvelle candidature lors d’une "
            "vague ouverte ou d’un autre appel. Votre dossier reste lisible dans votre espace."
        )
    if decision.outcome == Outcome.REOPENED:
        return _("Vous n’avez rien à faire pour l’instant : chaque étape vous sera annoncée.")
    if decision.outcome == Outcome.REFUSED:
        return _("L’équipe du plan reste à votre disposition pour revenir avec vous sur ces appréciations.")
    return _(
        "Un nouveau dossier, lié à celui-ci, s’ouvre dans votre espace avec ce courrier. Il reprend ce que les deux "
        "dispositifs ont en commun : complétez-le et déposez-le ; l’historique de la première candidature est conservé."
    )


def _appeal(decision: Decision) -> list[str]:
    """Code des relations entre le public et l’administration, L411-2; code de justice administrative, R421-1."""
    if decision.outcome == Outcome.REOPENED:
        return []
    application = decision.examination.application
    return [
        _(
            "Vous pouvez former un recours gracieux auprès de %(owner)s dans les %(days)s jours qui suivent la "
            "notification de ce courrier, depuis la page de votre candidature."
        )
        % {"owner": application.call.owner.name, "days": configuration_of(application).appeal_delay_days},
        _(
            "Vous pouvez aussi saisir le tribunal administratif compétent dans les deux mois qui suivent la "
            "notification, ou dans les deux mois qui suivent la réponse à votre recours gracieux s’il a été formé "
            "dans ce délai (articles R. 421-1 et suivants du code de justice administrative)."
        ),
    ]

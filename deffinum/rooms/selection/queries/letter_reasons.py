"""Why a gate closed the file, as its letter says it: the rules that failed with their figures, or what was missing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from deffinum.design.formats import day_text
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.questionnaires import Proof
from deffinum.rooms.calls.public import deposited_dossier
from deffinum.rooms.selection.models import Decision
from deffinum.rooms.selection.queries.completeness_list import completeness_list
from deffinum.rooms.selection.queries.deadlines import last_day_before
from deffinum.rooms.selection.queries.letter_blocks import Block, definitions, heading, items, paragraph, paragraphs
from deffinum.rooms.selection.queries.piece_wait import piece_deadline
from deffinum.rooms.selection.words import Outcome


def reason_blocks(decision: Decision, language: str) -> list[Block]:
    """What was found, then the words of whoever decided."""
    found: list[Block] = []
    if decision.outcome == Outcome.INELIGIBLE:
        found = _failed_rules(decision, language)
    elif decision.outcome == Outcome.INCOMPLETE:
        found = _missing_lines(decision)
    if decision.reasons:
        found += [heading(_("Motifs de la décision")), *paragraphs(decision.reasons)]
    return found


def _failed_rules(decision: Decision, language: str) -> list[Block]:
    """From the evaluation that the declaration was made on: the latest one, since the letter is made with it."""
    check = decision.examination.eligibility_checks.order_by("-number").first()
    failures = Proof.read(check.proof).failures() if check else ()
    if not failures:
        return []
    blocks = [heading(_("Les règles de l’appel qui ne sont pas remplies"))]
    for rule in failures:
        blocks += [heading(rule.label.in_language(language), level=3), paragraph(rule.sentence.in_language(language))]
        if rule.values:
            rows = [(each.label.in_language(language), each.displayed.in_language(language)) for each in rule.values]
            blocks.append(definitions(rows, _("Ce qui a été lu dans votre dossier")))
        if rule.source.fr:
            blocks.append(paragraph(_("Source : %(source)s") % {"source": rule.source.in_language(language)}))
    return blocks


def _missing_lines(decision: Decision) -> list[Block]:
    examination = decision.examination
    dossier = deposited_dossier(application_id=examination.application_id, actor=PLATFORM, now=decision.entered_at)
    lines = completeness_list(examination, dossier).to_ask_for
    blocks: list[Block] = []
    if lines:
        texts = []
        for each in lines:
            label = f"{each.label} ({each.owner})" if each.owner else each.label
            texts.append(_("%(label)s : %(what)s") % {"label": label, "what": each.comment or each.verdict_label})
        blocks += [heading(_("Ce qui manque ou reste à corriger")), items(texts)]
    until = piece_deadline(examination)
    if until is not None:
        last_day = last_day_before(until, examination.application.call.zone)
        said = _("Des éléments vous ont été demandés ; le délai pour les envoyer courait jusqu’au %(day)s inclus.")
        blocks.append(paragraph(said % {"day": day_text(last_day)}))
    return blocks

"""One section of the form, on one page: saved field by field, or all at once without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of, sent_text, whole_number
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Refused
from deffinum.foundation.questionnaires import AnswerProblem, Field, FieldType, display_answer, read_answer, stored
from deffinum.foundation.questionnaires.answers import FALSE_WORDS, TRUE_WORDS
from deffinum.foundation.questionnaires.inputs import InputDescription, describe_computed, describe_input
from deffinum.rooms.calls.commands.save_answer import AnswerConflict, save_answer
from deffinum.rooms.calls.queries.application_dossier import AnswerView, ApplicationDossier, SectionView
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context, section_address
from deffinum.rooms.calls.words import PartKind


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, with what was typed; in a conflict, `theirs` is the text that is kept."""

    sentence: str
    typed: Any
    theirs: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class QuestionShown:
    """A question as the template draws it."""

    view: AnswerView
    input: InputDescription
    version: int
    problem: Problem | None

    @property
    def is_yes(self) -> bool:
        """A yes-or-no question answered yes, or a declaration accepted."""
        return self.input.value.casefold() in TRUE_WORDS

    @property
    def is_no(self) -> bool:
        """A yes-or-no question answered no."""
        return self.input.value.casefold() in FALSE_WORDS


@application_page
def page(
    request: HttpRequest, application_id: uuid.UUID, section_key: str, partner_id: uuid.UUID | None = None
) -> HttpResponse:
    """GET shows the section; POST saves what changed and goes to the next section."""
    dossier, now = opened(request, application_id), now_of(request)
    section = _section(dossier, section_key, partner_id)
    problems: dict[str, Problem] = {}
    if request.method == "POST":
        problems = _save_all(request, application_id, section)
        if not problems:
            return redirect(_next_address(request, dossier, section))
    context = page_context(
        request,
        dossier,
        str(section.title),
        section=section,
        questions=[_question(each, problems.get(each.field.key)) for each in section.answers],
        problems=problems,
        form={"errors": problems},
        can_write=dossier.is_open(PartKind.SECTION, section.key, partner_id, now=now),
        autosave_address=reverse("calls:save_answer", args=[application_id, *([partner_id] if partner_id else [])]),
        idempotency_key=uuid.uuid4().hex,
    )
    return render(request, "calls/application/section.html", context, status=_status(problems))


def _status(problems: Mapping[str, Problem]) -> int:
    if any(each.theirs is not None for each in problems.values()):
        return 409
    return 422 if problems else 200


def _section(dossier: ApplicationDossier, key: str, partner_id: uuid.UUID | None) -> SectionView:
    try:
        return dossier.section(key, partner_id)
    except KeyError as missing:
        raise Http404 from missing


def _question(view: AnswerView, problem: Problem | None) -> QuestionShown:
    if view.field.computed is not None:
        return QuestionShown(view, describe_computed(view.field, view.computed), 0, None)
    typed = problem.typed if problem and isinstance(problem.typed, str) else None
    value = view.value
    if problem and typed is None:
        value = _as_stored(view.field, problem.typed)
    shown = describe_input(view.field, value, required=view.required, typed=typed)
    version = problem.version if problem and problem.version is not None else view.version
    return QuestionShown(view, shown, version, problem)


def _as_stored(field: Field, typed: Any) -> Any:
    """What was typed in a list or a table, when it can be shown again."""
    try:
        return stored(read_answer(field, typed))
    except AnswerProblem:
        return None


def _save_all(request: HttpRequest, application_id: uuid.UUID, section: SectionView) -> dict[str, Problem]:
    """One command per answer that changed; what is refused stays on the page."""
    problems: dict[str, Problem] = {}
    key, reopened, saved = sent_text(request, "idempotency_key", longest=32), False, 0
    for view in section.answers:
        field = view.field
        if field.computed is not None or field.type is FieldType.FILE:
            continue
        raw = typed_answer(field, request.POST)
        version = whole_number(request.POST.get(f"version.{field.key}"))
        if _unchanged(view, raw):
            continue
        try:
            done = save_answer(
                application_id=application_id, partner_id=section.partner_id, field_key=field.key, raw=raw,
                expected_version=version or 0,
                idempotency_key=f"{key}-{field.key}"[:64] if key else "",
                by=actor_of(request), now=now_of(request),
            )  # fmt: skip
            saved, reopened = saved + 1, reopened or done.reopened
        except Refused:
            raise
        except AnswerConflict as conflict:
            theirs = display_answer(field, conflict.theirs, "fr")
            problems[field.key] = Problem(str(conflict), raw, theirs, conflict.version)
        except DomainError as error:
            problems[field.key] = Problem(str(error), raw, None, version)
    if reopened:
        messages.warning(request, _("Votre partie était validée : ce changement l’a rouverte. Validez-la de nouveau."))
    elif saved and not problems:
        messages.success(request, _("La rubrique « %(title)s » est enregistrée.") % {"title": section.title})
    return problems


def _unchanged(view: AnswerView, raw: Any) -> bool:
    try:
        return bool(stored(read_answer(view.field, raw)) == view.value)
    except AnswerProblem:
        return False


def typed_answer(field: Field, data: Any) -> Any:
    """What the browser sent for a field: a text, a list of choices, or the rows of a table ('budget.0.amount')."""
    if field.type is FieldType.MANY_CHOICES:
        return data.getlist(field.key)
    if field.type is not FieldType.TABLE:
        return data.get(field.key, "")
    ranks = sorted(
        {
            rank
            for name in data
            if len(parts := name.split(".")) == 3
            and parts[0] == field.key
            and (rank := whole_number(parts[1])) is not None
        }
    )
    columns = [each.key for each in field.columns if each.computed is None]
    return [{column: data.get(f"{field.key}.{rank}.{column}", "") for column in columns} for rank in ranks]


def _next_address(request: HttpRequest, dossier: ApplicationDossier, section: SectionView) -> str:
    """The next section that the reader writes, or this one ('save' pressed)."""
    if request.POST.get("next") != "continue":
        return section_address(dossier.summary.id, section)
    mine = [each for each in dossier.sections if each.is_mine]
    place = [(each.key, each.partner_id) for each in mine].index((section.key, section.partner_id))
    if place + 1 < len(mine):
        return section_address(dossier.summary.id, mine[place + 1])
    return reverse("calls:budget", args=[dossier.summary.id])

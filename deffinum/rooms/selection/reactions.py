"""What selection does when something happens in the calls room, and whom it tells about its own steps."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.events import reacts_to
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Text
from deffinum.rooms.calls.public import ApplicationSubmitted, ApplicationWithdrawn, member_organisation_ids
from deffinum.rooms.people.public import (
    AccountErased,
    account_ids_of_organisation,
    account_ids_of_role,
    notify,
    register_data_section,
    register_topic,
)
from deffinum.rooms.selection.commands.forget_account import forget_account
from deffinum.rooms.selection.commands.open_examination import open_examination
from deffinum.rooms.selection.commands.receive_pieces import receive_pieces
from deffinum.rooms.selection.commands.withdraw_examination import withdraw_examination
from deffinum.rooms.selection.events import AppealAnswered, AppealLodged, DecisionTaken, ReviewAsked, StageReached
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Appeal, Assignment, Decision, Examination
from deffinum.rooms.selection.queries.my_traces import my_traces
from deffinum.rooms.selection.words import ExaminationState, Outcome

TOLD_OTHERWISE = frozenset(
    {
        ExaminationState.DECIDED,
        ExaminationState.INCOMPLETE,
        ExaminationState.INELIGIBLE,
        ExaminationState.WITHDRAWN,
        ExaminationState.RECEIVED,
    }
)
"""States that the consortium learns by a letter, or by itself."""
TITLES: dict[str, Text] = {
    Outcome.INCOMPLETE: Text("Votre candidature n’est pas recevable", "Your application cannot be examined"),
    Outcome.INELIGIBLE: Text("Votre candidature n’est pas éligible", "Your application is not eligible"),
    Outcome.REOPENED: Text(
        "L’examen de votre candidature reprend", "The examination of your application is taken up again"
    ),
}
FOLLOW, REVIEWS, WORK = "selection.follow", "selection.reviews", "selection.work"

register_data_section("selection", my_traces)
register_topic(FOLLOW, Text("l’instruction de mes candidatures", "the examination of my applications"))
register_topic(REVIEWS, Text("les expertises qui me sont demandées", "the reviews I am asked for"))
register_topic(WORK, Text("les dossiers que j’instruis", "the files I examine"))


@reacts_to(ApplicationSubmitted)
def on_application_submitted(fact: ApplicationSubmitted, *, now: datetime) -> None:
    """Open the examination; when it was waiting for pieces, take them in. Twice changes nothing."""
    open_examination(application_id=fact.application_id, by=PLATFORM, now=now)
    if receive_pieces(application_id=fact.application_id, by=PLATFORM, now=now):
        examination = Examination.objects.with_application().get(application_id=fact.application_id)
        _tell_officers(
            examination,
            Text("Le dossier complété est arrivé", "The completed file has arrived"),
            key=f"pieces:{fact.submission_id}",
            now=now,
        )


@reacts_to(ApplicationWithdrawn)
def on_application_withdrawn(fact: ApplicationWithdrawn, *, now: datetime) -> None:
    """Stop the examination."""
    withdraw_examination(application_id=fact.application_id, by=PLATFORM, now=now)


@reacts_to(StageReached)
def on_stage_reached(fact: StageReached, *, now: datetime) -> None:
    """Tell the consortium, gate after gate. A decision, even that of a gate, is told with its letter."""
    if fact.state in TOLD_OTHERWISE:
        return
    examination = Examination.objects.with_application().get(pk=fact.examination_id)
    reached = EXAMINATION.history(examination).filter(instant=fact.reached_at, target=fact.state)
    if reached.filter(move__startswith="reopen_").exists():
        return
    label = EXAMINATION.labels[fact.state]
    name = examination.application.acronym or examination.application.title
    title = Text(f"« {name} » : {label.fr[0].lower()}{label.fr[1:]}", f"“{name}”: {label.en[0].lower()}{label.en[1:]}")
    body = Text("Ouvrez le suivi pour voir ce que cela change.", "Open the follow-up page to see what this changes.")
    if fact.state == ExaminationState.PIECES_REQUESTED:
        body = Text(
            "Des pièces sont à compléter dans un délai : ouvrez votre candidature pour en voir la liste.",
            "Some parts must be completed in time: open your application to see the list and the deadline.",
        )
    _tell_consortium(
        fact.application_id,
        title,
        body,
        key=f"stage:{fact.examination_id}:{fact.state}:{fact.reached_at.isoformat()}",
        now=now,
    )


@reacts_to(AccountErased)
def on_account_erased(fact: AccountErased, *, now: datetime) -> None:
    """Forget what is no proof, give back what waited for this person, and tell the officers of those files."""
    for examination_id in forget_account(account_id=fact.account_id, by=PLATFORM, now=now):
        _tell_officers(
            Examination.objects.with_application().get(pk=examination_id),
            Text("Une personne qui suivait ce dossier l’a quitté", "Someone who followed this file has left it"),
            key=f"left:{examination_id}:{fact.account_id}",
            now=now,
        )


@reacts_to(ReviewAsked)
def on_review_asked(fact: ReviewAsked, *, now: datetime) -> None:
    """Tell the expert, without the content of the file: interests are declared first."""
    assignment = Assignment.objects.get(pk=fact.assignment_id)
    notify(
        account_ids=[assignment.expert_id],
        topic=REVIEWS,
        title=Text("Une expertise vous est demandée", "You are asked for a review"),
        body=Text(
            "Déclarez d’abord vos liens d’intérêts : le dossier s’ouvrira ensuite.",
            "First declare your interests: the file opens afterwards.",
        ),
        address=f"/expertises/{assignment.pk}/",
        dedupe_key=f"selection.review:{assignment.pk}",
        now=now,
    )


@reacts_to(DecisionTaken)
def on_decision_taken(fact: DecisionTaken, *, now: datetime) -> None:
    """Tell the consortium that its letter is there."""
    if not Decision.objects.filter(pk=fact.decision_id).exists():
        return
    _tell_consortium(
        fact.application_id,
        TITLES.get(
            fact.outcome,
            Text("La décision sur votre candidature est rendue", "The decision on your application has been made"),
        ),
        Text(
            "La décision qui l’avait close est retirée : le courrier est à télécharger sur la page de suivi.",
            "The decision that had closed it is withdrawn: the letter can be downloaded from the follow-up page.",
        )
        if fact.outcome == Outcome.REOPENED
        else Text(
            "Le courrier, avec les motifs et les voies de recours, est à télécharger sur la page de suivi.",
            "The letter, with the reasons and the means of appeal, can be downloaded from the follow-up page.",
        ),
        key=f"decision:{fact.decision_id}",
        now=now,
    )


@reacts_to(AppealLodged)
def on_appeal_lodged(fact: AppealLodged, *, now: datetime) -> None:
    """Tell the officers."""
    appeal = Appeal.objects.select_related("decision__examination__application__call").get(pk=fact.appeal_id)
    title = Text("Un recours gracieux est déposé", "An appeal has been lodged")
    _tell_officers(appeal.decision.examination, title, key=f"appeal:{appeal.pk}", now=now)


@reacts_to(AppealAnswered)
def on_appeal_answered(fact: AppealAnswered, *, now: datetime) -> None:
    """Tell the consortium."""
    appeal = Appeal.objects.select_related("decision__examination").get(pk=fact.appeal_id)
    _tell_consortium(
        appeal.decision.examination.application_id,
        Text("Votre recours a reçu sa réponse", "Your appeal has been answered"),
        Text("Lisez-la sur la page de suivi de votre candidature.", "Read it on your application’s follow-up page."),
        key=f"answer:{appeal.pk}",
        now=now,
    )


def _tell_consortium(application_id: uuid.UUID, title: Text, body: Text, *, key: str, now: datetime) -> None:
    people: set[uuid.UUID] = set()
    for organisation_id in member_organisation_ids(application_id=application_id):
        people.update(account_ids_of_organisation(organisation_id, day=day_of(now)))
    notify(
        account_ids=people,
        topic=FOLLOW,
        title=title,
        body=body,
        address=f"/suivi/{application_id}/",
        dedupe_key=f"selection.{key}",
        now=now,
    )


def _tell_officers(examination: Examination, title: Text, *, key: str, now: datetime) -> None:
    """The officer in charge, or every officer of the call when nobody is."""
    call_id = examination.application.call_id
    people = (
        [examination.officer_id]
        if examination.officer_id
        else account_ids_of_role("officer", day=day_of(now), scope_id=call_id)
    )
    reference = examination.application.reference
    notify(
        account_ids=people,
        topic=WORK,
        title=title,
        body=Text(f"Dossier {reference}.", f"File {reference}."),
        address=f"/instruction/dossiers/{examination.application_id}/",
        dedupe_key=f"selection.{key}",
        now=now,
    )

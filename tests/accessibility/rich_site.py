"""Fill a running site with files at every step of their life, all plainly examples, for the personas to look at.

Run on the site's database: `python -m tests.accessibility.rich_site` writes the identifiers as JSON, by the names
that the addresses use (`draft`, `received`, …). Everything goes through the commands and the factories of the rooms.
"""

from __future__ import annotations

import io
import json
import os
import sys
import uuid
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deffinum.config.settings")
django.setup()

from deffinum.foundation.clock.instants import database_now, day_of  # noqa: E402 - after the settings
from deffinum.foundation.cmi5.progress import LaunchMode  # noqa: E402
from deffinum.foundation.packages.h5p import H5pLibrary  # noqa: E402
from deffinum.foundation.policies import Actor  # noqa: E402
from deffinum.foundation.values import Money  # noqa: E402
from deffinum.rooms.calls.commands.answer_invitation import answer_invitation  # noqa: E402
from deffinum.rooms.calls.commands.ask_question import ask_question  # noqa: E402
from deffinum.rooms.calls.commands.invite_partner import invite_partner  # noqa: E402
from deffinum.rooms.calls.commands.start_application import start_application  # noqa: E402
from deffinum.rooms.calls.models import Wave  # noqa: E402
from deffinum.rooms.commons.commands.allow_library import note_refused_libraries  # noqa: E402
from deffinum.rooms.commons.commands.import_package import deposit_package  # noqa: E402
from deffinum.rooms.commons.commands.open_attempt import open_attempt  # noqa: E402
from deffinum.rooms.commons.models import LibraryRequest, ResourceVersion  # noqa: E402
from deffinum.rooms.grants.commands.cancel_agreement import cancel_agreement  # noqa: E402
from deffinum.rooms.grants.commands.reverse_entry import reverse_entry  # noqa: E402
from deffinum.rooms.grants.models import LedgerEntry  # noqa: E402
from deffinum.rooms.grants.words import AgreementState, LedgerKind  # noqa: E402
from deffinum.rooms.people.commands.invite_to_organisation import invite_to_organisation  # noqa: E402
from deffinum.rooms.people.commands.organisation_tokens import make_token  # noqa: E402
from deffinum.rooms.people.commands.request_mandate import request_mandate  # noqa: E402
from deffinum.rooms.people.models import Account, Invitation, Mandate, Organisation, RoleGrantRow  # noqa: E402
from deffinum.rooms.people.public import sample_actor, sample_id  # noqa: E402
from deffinum.rooms.people.queries.notifications import unsubscribe_token  # noqa: E402
from deffinum.rooms.people.queries.secrets import invitation_secret  # noqa: E402
from deffinum.rooms.records.commands.enrol_learner import enrol_learner  # noqa: E402
from deffinum.rooms.records.commands.import_course import import_course  # noqa: E402
from deffinum.rooms.records.commands.launch_unit import launch_unit  # noqa: E402
from deffinum.rooms.records.commands.open_store import make_key  # noqa: E402
from deffinum.rooms.records.commands.pair_device import open_pairing, use_pairing  # noqa: E402
from deffinum.rooms.records.commands.register_learner import register_learner  # noqa: E402
from deffinum.rooms.records.models import CourseUnit, Forwarding, Learner, RecordStore, RefusedStatement  # noqa: E402
from deffinum.rooms.records.words import KeyScope  # noqa: E402
from deffinum.rooms.selection.commands.lodge_appeal import lodge_appeal  # noqa: E402
from deffinum.rooms.selection.commands.notify_decision import notify_decision  # noqa: E402
from deffinum.rooms.selection.models import Examination  # noqa: E402
from deffinum.rooms.selection.words import ExaminationState as E  # noqa: E402
from tests.factories.applications import Consortium, Person  # noqa: E402
from tests.factories.cmi5 import block, course, unit  # noqa: E402
from tests.factories.figures import worked  # noqa: E402
from tests.factories.grants import make_deal  # noqa: E402
from tests.factories.packages import TWO_ITEMS, scorm_package  # noqa: E402
from tests.factories.selection import Walk, make_walk  # noqa: E402

Ids = dict[str, str]
NOW = database_now()


def persona(key: str) -> Actor:
    """The actor of a persona, today."""
    return sample_actor(key, day=day_of(NOW))


def represent(key: str, organisation_id: uuid.UUID) -> None:
    """A persona may act for this organisation too."""
    Mandate.objects.create(
        account_id=sample_id("account", key), organisation_id=organisation_id, kind="representative",
        starts_on=date(2021, 1, 1),
    )  # fmt: skip


def draft() -> Ids:
    """A draft on the sample call: one partner that has joined, one that has not answered, a few figures."""
    wave = Wave.objects.filter(call__slug="appel-exemple", opens_at__lte=NOW, closes_at__gt=NOW).latest("number")
    gifod = Organisation.objects.get(pk=sample_id("organisation", "gifod"))
    lead = Person(Account.objects.get(pk=sample_id("account", "lead")), gifod, persona("lead"))
    application = start_application(
        wave_id=wave.pk, organisation_id=gifod.pk, title="Brouillon d’exemple", acronym="BROUILLON", months=24,
        scope="national", by=lead.actor, now=NOW,
    )  # fmt: skip
    email = "partner@exemple.invalid"
    joined = invite_partner(application_id=application.pk, name="CFA Exemple", email=email, by=lead.actor, now=NOW)
    answer_invitation(
        secret=joined.invitation_secret, accept=True, organisation_id=sample_id("organisation", "partner"),
        by=persona("partner"), now=NOW,
    )  # fmt: skip
    pending = invite_partner(application_id=application.pk, name="EdTech Exemple", email=email, by=lead.actor, now=NOW)
    consortium = Consortium(application, lead, now=NOW)
    category = application.call_version.configuration["categories"][0]["key"]
    consortium.spend(lead, "60 000", category=category)
    consortium.fund(lead, "aid", "42 000")
    consortium.fund(lead, "own", "18 000")
    return {
        "draft": str(application.pk),
        "draft_member": str(consortium.member(lead).pk),
        "draft_invitation": pending.invitation_secret,
    }


def examinations() -> Ids:
    """One file in each state, instructed by the officer; the lead follows them all."""
    officer, decider = persona("officer"), persona("decider")
    found: Ids = {}
    for state in (E.RECEIVED, E.PIECES_REQUESTED, E.INCOMPLETE, E.COMPLETE, E.INELIGIBLE, E.ELIGIBLE, E.IN_REVIEW,
                  E.REVIEWED, E.HEARD, E.DECIDED):  # fmt: skip
        walk = make_walk(E.HEARD if state == E.DECIDED else state, officer=officer, decider=decider)
        represent("lead", walk.consortium.lead.organisation.pk)
        found[state.value] = str(walk.application.pk)
        if state == E.IN_REVIEW:
            found |= reviews(walk)
        if state == E.DECIDED:
            decided(walk)
            found["call_of_decided"] = walk.application.call.slug
    appealed = make_walk(E.HEARD, officer=officer, decider=decider)
    represent("lead", appealed.consortium.lead.organisation.pk)
    decision = decided(appealed)
    lodge_appeal(decision_id=decision, text="Recours d’exemple.", by=persona("lead"), now=NOW)
    history = Examination.objects.filter(is_historical=True).order_by("application__reference").first()
    assert history is not None
    return found | {"appealed": str(appealed.application.pk), "historical": str(history.application_id)}


def reviews(walk: Walk) -> Ids:
    """One review asked of the first expert, one handed in by the second."""
    asked = walk.assign(persona("expert_1"))
    done = walk.assign(persona("expert_2"))
    walk.review(done, 400, 350, 300)
    return {"review_asked": str(asked.pk), "review_done": str(done.pk)}


def decided(walk: Walk) -> uuid.UUID:
    """Decided and notified today, so that the delay of the appeal runs."""
    walk.now = NOW
    decision = walk.decide()
    notify_decision(decision_id=decision.pk, by=walk.decider, now=NOW)
    return decision.pk


def agreements() -> Ids:
    """One agreement to prepare, one to sign, one signed with a payment and deliverables."""
    found: Ids = {}
    for state in (AgreementState.DRAFT, AgreementState.TO_SIGN, AgreementState.SIGNED):
        deal = make_deal(state)
        represent("lead", deal.consortium.lead.organisation.pk)
        found[f"agreement_{state.value}"] = str(deal.agreement.pk)
        for party in deal.agreement.parties.exclude(side="grantor").filter(
            organisation=deal.consortium.lead.organisation
        ):
            found[f"party_{state.value}"] = str(party.pk)
    for tranche in deal.tranches[:1]:
        found["entry"] = str(deal.pay(tranche, Money(tranche.amount_cents // 2)).pk)
        found["tranche"] = str(tranche.pk)
    first, *_rest, last = deal.deliverables
    deal.hand_in(first)
    abandoned = make_deal(AgreementState.DRAFT)
    reason = "Motif d’exemple."
    cancel_agreement(agreement_id=abandoned.agreement.pk, reason=reason, by=abandoned.officer, now=abandoned.now)
    freed = make_deal(AgreementState.SIGNED)
    commitment = LedgerEntry.objects.get(award=freed.award, kind=LedgerKind.COMMITMENT)
    reverse_entry(
        entry_id=commitment.pk, value_on=day_of(freed.now), reason=reason, by=freed.officer, now=freed.now
    )  # fmt: skip
    found |= {"agreement_abandoned": str(abandoned.agreement.pk), "agreement_freed": str(freed.agreement.pk)}
    return found | {"handed_in": str(first.pk), "expected": str(last.pk), "award": deal.award.reference}


def resources() -> Ids:
    """A resource of the lead's organisation in two versions, and the lead's own attempt at it."""
    organisation, by = sample_id("organisation", "lead"), persona("lead")
    words = {
        "organisation_id": organisation,
        "title": "",
        "licence": "CC-BY-SA-4.0",
        "credit": "",
        "by": by,
        "now": NOW,
    }
    package, found = scorm_package(items=TWO_ITEMS), Ids()
    for number in (1, 2):
        version = deposit_package(
            stream=io.BytesIO(package),
            declared_name="echelle.zip",
            resource_id=uuid.UUID(found["resource"]) if found else None,
            **words,
        )
        resource = ResourceVersion.objects.get(pk=version).resource_id
        found |= {"resource": str(resource), f"version_{number}": str(version)}
    asked = H5pLibrary("Deffinum.Exemple", 1, 0, "Geste (exemple)", "0" * 64)
    note_refused_libraries(organisation_id=organisation, libraries=[asked], by=by, now=NOW)
    found["library_request"] = str(LibraryRequest.objects.get().pk)
    learner = enrol_learner(organisation_id=organisation, label="Lead", account_id=by.account_id, by=by, now=NOW)
    attempt = open_attempt(version_id=version, learner_id=learner.id, by=by, now=NOW)
    return found | {"attempt": str(attempt)}


def courses() -> Ids:
    """A course of the lead's organisation, with a learner registered and a unit launched."""
    organisation, words = sample_id("organisation", "lead"), {"by": persona("lead"), "now": NOW}
    xml = course(block("Gestes", unit("Echelle", moveOn="Passed", masteryScore="0.85")), unit("Bilan"))
    taken = import_course(organisation_id=organisation, package=xml, base_address="", **words)
    learner = enrol_learner(organisation_id=organisation, label="Apprenante (exemple)", account_id=None, **words)
    registration = register_learner(course_id=taken, learner_id=learner.id, **words)
    one = CourseUnit.objects.get(course_id=taken, place=0)
    launch_unit(registration_id=registration, unit_id=one.pk, mode=LaunchMode.NORMAL, return_url="", **words)
    return {"course": str(taken), "registration": str(registration), "unit": str(one.pk)}


def people() -> Ids:
    """An invitation, a request, an access token, a question, and what the mails link to."""
    lead, organisation = persona("lead"), sample_id("organisation", "lead")
    email = "expert-1@exemple.invalid"
    invited = invite_to_organisation(organisation_id=organisation, email=email, kind="contributor", by=lead, now=NOW)
    invitation = Invitation.objects.get(pk=invited)
    request_mandate(organisation_id=organisation, by=persona("jury"), now=NOW)
    make_token(
        organisation_id=organisation, label="Logiciel d’exemple", expires_on=day_of(NOW) + timedelta(90), by=lead,
        now=NOW,
    )  # fmt: skip
    call = Wave.objects.filter(call__slug="appel-exemple").latest("number").call
    asked = ask_question(call_id=call.pk, text="Une question d’exemple ?", by=lead, now=NOW)
    mandate = Mandate.objects.filter(organisation_id=organisation, account_id=lead.account_id).get()
    role = RoleGrantRow.objects.filter(account_id=sample_id("account", "committee")).get()
    return {
        "organisation": str(organisation),
        "other_organisation": str(sample_id("organisation", "partner")),
        "invitation": invitation_secret(invitation_id=invitation.pk, sent_at=invitation.sent_at),
        "mandate": str(mandate.pk),
        "role": str(role.pk),
        "question": str(asked.pk),
        "unsubscribe": unsubscribe_token(account_id=sample_id("account", "lead"), topic="people.invitation"),
    }


def records() -> Ids:
    """A key to the store of an organisation."""
    lead, organisation = persona("lead"), sample_id("organisation", "lead")
    key = make_key(
        organisation_id=organisation, label="Casque d’exemple", scopes=list(KeyScope), expires_at=None, by=lead, now=NOW
    )  # fmt: skip
    return {"record_key": str(key.id)}


def devices() -> Ids:
    """A learner, a headset that is paired, and a code that waits for one."""
    lead = persona("lead")
    learner = enrol_learner(
        organisation_id=sample_id("organisation", "lead"), label="Apprenant d’exemple", account_id=None, by=lead,
        now=NOW,
    )  # fmt: skip
    used, waiting = (
        open_pairing(
            learner_id=learner.id, activity="https://exemple.invalid/echelle", title="Poser une échelle (exemple)",
            days=7, by=lead, now=NOW,
        )
        for _each in range(2)
    )  # fmt: skip
    device = use_pairing(code=used.code, label="Casque d’exemple", by=lead, now=NOW)
    return {
        "learner": str(learner.id),
        "pairing_used": str(used.id),
        "pairing_open": str(waiting.id),
        "device": str(device.id),
    }


def forwardings() -> Ids:
    """A forwarding that waits for a decision after failures, with a statement that was refused. It never calls."""
    found = Forwarding.objects.create(
        store=RecordStore.objects.get(organisation_id=sample_id("organisation", "lead")), state="held",
        label="Réseau d’exemple", recipient="Réseau d’exemple (organisation d’exemple)",
        reason="Comparer ce qui aide à apprendre (exemple).", purpose="improvement",
        endpoint="https://traces.exemple.invalid/xapi", key="cle-d-exemple", version="2.0.0", opened_at=NOW,
        failures=20, trouble="failing", trouble_status=500, trouble_sentence="en panne", trouble_at=NOW,
        next_attempt_at=NOW,
    )  # fmt: skip
    RefusedStatement.objects.create(
        forwarding=found, statement_id=found.pk, status=400, sentence="verb : cette propriété manque.", refused_at=NOW
    )
    return {"forwarding": str(found.pk)}


def figures() -> Ids:
    """A class that learns a gesture; the persona is one of its learners."""
    lead = persona("lead")
    made = worked(20, Organisation.objects.get(pk=sample_id("organisation", "lead")))
    Learner.objects.filter(pk=made.learners[0].id).update(account_id=lead.account_id)
    return {"ladder": str(made.ladder), "class_learner": str(made.learners[1].id)}


PARTS = (draft, examinations, agreements, courses, people, records, devices, forwardings, figures, resources)

if __name__ == "__main__":
    json.dump({name: value for part in PARTS for name, value in part().items()}, sys.stdout)

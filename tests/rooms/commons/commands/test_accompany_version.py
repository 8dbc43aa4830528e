"""A text comes with a version or after it; what was shown before stays known, and the version is what it was."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from deffinum.foundation.captions.webvtt import CaptionsRefused, Cue, read_webvtt
from deffinum.foundation.commands import is_command_running
from deffinum.foundation.policies import VISITOR, Actor, Refused
from deffinum.rooms.commons.commands.accompany_version import (
    LONGEST_TEXT,
    Draft,
    NotAVideo,
    NothingToWithdraw,
    TextUnusable,
    accompany_version,
    withdraw_accompaniment,
)
from deffinum.rooms.commons.models import Accompaniment, Resource, ResourceVersion
from deffinum.rooms.commons.queries.accompaniments import accompaniments_of, webvtt_of
from deffinum.rooms.commons.words import AccompanimentKind as Kind
from deffinum.rooms.commons.words import AccompanimentLanguage as Language
from tests.factories.commons import deposited
from tests.factories.people import NOW, representative
from tests.factories.video import bare_video

pytestmark = pytest.mark.django_db

CAPTIONS = b"WEBVTT\r\n\r\n00:01.000 --> 01:02:03.500\r\n<v Marie>Tenez <b>bien</b> l'\xc3\xa9chelle."


@pytest.fixture
def author() -> Actor:
    return representative()


@pytest.fixture
def video(author: Actor) -> ResourceVersion:
    return deposited(bare_video(), name="echelle.webm", by=author)


def add(
    version: ResourceVersion, by: Actor, kind: Kind, content: bytes, language: Language = Language.FRENCH
) -> Accompaniment:
    draft = Draft(kind, language, content, "file")
    return Accompaniment.objects.get(pk=accompany_version(version_id=version.pk, draft=draft, by=by, now=NOW))


def test_captions_are_kept_as_they_came_and_read_as_text(video: ResourceVersion, author: Actor) -> None:
    row = add(video, author, Kind.CAPTIONS, CAPTIONS)
    assert row.text == CAPTIONS.decode().replace("\r\n", "\n")
    (shown,) = accompaniments_of(version_id=video.pk, language="fr").captions
    (cue,) = shown.cues
    assert (cue.seconds, cue.clock, cue.speaker, cue.text) == ("1.000", "0:01", "Marie", "Tenez bien l'échelle.")
    assert webvtt_of(version_id=video.pk, accompaniment_id=row.pk) == row.text


def test_the_latest_of_a_kind_and_language_is_shown_and_none_is_lost(video: ResourceVersion, author: Actor) -> None:
    first = add(video, author, Kind.TRANSCRIPT, b"Une premi\xc3\xa8re.")
    add(video, author, Kind.TRANSCRIPT, b"In English.", Language.ENGLISH)
    second = add(video, author, Kind.TRANSCRIPT, b"Une seconde.")
    assert [each.text for each in accompaniments_of(version_id=video.pk, language="fr").readings] == [
        "Une seconde.",
        "In English.",
    ]
    assert [each.language for each in accompaniments_of(version_id=video.pk, language="en").readings] == ["en", "fr"]
    withdraw_accompaniment(version_id=video.pk, kind=Kind.TRANSCRIPT, language=Language.FRENCH, by=author, now=NOW)
    assert [each.language for each in accompaniments_of(version_id=video.pk, language="fr").readings] == ["en"]
    assert list(video.accompaniments.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert (first.text, second.text) == ("Une première.", "Une seconde.")
    with pytest.raises(NothingToWithdraw):
        withdraw_accompaniment(version_id=video.pk, kind=Kind.TRANSCRIPT, language=Language.FRENCH, by=author, now=NOW)


def test_an_accompaniment_is_never_changed(video: ResourceVersion, author: Actor) -> None:
    row = add(video, author, Kind.ALTERNATIVE, b"On tient l'echelle.")
    row.text = "Autre chose"
    with pytest.raises(IntegrityError, match="append-only"):
        row.save()


@pytest.mark.parametrize(
    ("kind", "content", "refusal"),
    [
        (Kind.CAPTIONS, b"1\n00:00:01,000 --> 00:00:02,000\nSRT", CaptionsRefused),
        (Kind.CHAPTERS, b"", CaptionsRefused),
        (Kind.TRANSCRIPT, b"  \n ", TextUnusable),
        (Kind.ALTERNATIVE, b"\xff\xfe\x00", TextUnusable),
        (Kind.ALTERNATIVE, b"a" * (LONGEST_TEXT + 1), TextUnusable),
    ],
)
def test_what_cannot_be_shown_is_refused_beside_its_field(
    video: ResourceVersion, author: Actor, kind: Kind, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as refused:
        add(video, author, kind, content)
    assert getattr(refused.value, "field", "") == "file"
    assert not Accompaniment.objects.exists()


def test_only_a_video_has_timed_texts_and_only_its_organisation_writes_them(
    video: ResourceVersion, author: Actor
) -> None:
    with pytest.raises(NotAVideo):
        add(deposited(by=author), author, Kind.CAPTIONS, CAPTIONS)
    for other in (representative(), VISITOR):
        with pytest.raises(Refused):
            add(video, other, Kind.ALTERNATIVE, b"a")
        with pytest.raises(Refused):
            withdraw_accompaniment(
                version_id=video.pk, kind=Kind.ALTERNATIVE, language=Language.FRENCH, by=other, now=NOW
            )


def test_a_deposit_reads_its_texts_before_anything_is_locked(author: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    within: list[bool] = []

    def reading(content: bytes, *, field: str = "") -> tuple[Cue, ...]:
        within.append(is_command_running())
        return read_webvtt(content, field=field)

    monkeypatch.setattr("deffinum.rooms.commons.commands.accompany_version.read_webvtt", reading)
    drafts = (Draft(Kind.CAPTIONS, Language.FRENCH, CAPTIONS, "captions"),)
    deposited(bare_video(), name="echelle.webm", by=author, accompaniments=drafts)
    assert within == [False]


def test_a_deposit_brings_its_texts_or_leaves_nothing(author: Actor) -> None:
    drafts = (
        Draft(Kind.ALTERNATIVE, Language.FRENCH, b"On tient l'echelle.", "alternative"),
        Draft(Kind.CAPTIONS, Language.FRENCH, CAPTIONS, "captions"),
    )
    version = deposited(bare_video(), name="echelle.webm", by=author, accompaniments=drafts)
    texts = accompaniments_of(version_id=version.pk, language="fr")
    assert [each.kind for each in texts.all] == ["alternative", "captions"]
    with pytest.raises(CaptionsRefused) as refused:
        deposited(
            bare_video(),
            name="echelle.webm",
            by=author,
            accompaniments=(drafts[0], Draft(Kind.CAPTIONS, Language.FRENCH, b"rien", "captions")),
        )
    assert refused.value.field == "captions"
    assert Resource.objects.count() == 1

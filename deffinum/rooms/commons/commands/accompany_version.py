"""Accompany a version with a text, or take one away; the version itself stays as it was deposited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.captions.webvtt import Cue, read_webvtt, text_of_webvtt
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import readable
from deffinum.rooms.commons.models import Accompaniment, Resource, ResourceVersion
from deffinum.rooms.commons.policies import may_deposit
from deffinum.rooms.commons.words import TIMED, AccompanimentKind, AccompanimentLanguage

LONGEST_TEXT = 200_000
"""Characters: the transcript of ten hours."""


class NotAVideo(DomainError):
    """Timed texts follow a video."""

    status = 422


class TextUnusable(DomainError):
    """There is no text, or too much of it, or it is no text."""

    status = 422


class NothingToWithdraw(DomainError):
    """No such text is shown."""


@dataclass(frozen=True)
class Draft:
    """A text as somebody gives it."""

    kind: AccompanimentKind
    language: AccompanimentLanguage
    content: bytes
    """UTF-8; WebVTT for a timed text."""
    field: str = ""
    """Of the form: where a refusal is said."""

    @cached_property
    def read(self) -> tuple[str, tuple[Cue, ...]]:
        """(the text, its cues when it is timed), read once, before any lock. Raises CaptionsRefused, TextUnusable."""
        if self.kind in TIMED:
            cues = read_webvtt(self.content, field=self.field)
            return text_of_webvtt(self.content), cues
        return _text(self), ()


@command("commons.accompany_version")
def accompany_version(*, version_id: UUID, draft: Draft, by: Actor, now: datetime) -> UUID:
    """Show this text with the version from now on, in place of the one of the same kind and language.

    Raises Refused, CaptionsRefused, NotAVideo, TextUnusable.
    """
    version = _permitted_version(version_id, by, now)
    if draft.kind in TIMED and version.format != PackageFormat.VIDEO:
        raise NotAVideo(
            _("Seule une vidéo a des sous-titres, des chapitres ou des descriptions. Rien n’a été conservé."),
            field=draft.field,
        )
    text, cues = draft.read
    _lock(version)
    return _added(version, draft.kind, draft.language, text, cues, by, now)


@command("commons.withdraw_accompaniment")
def withdraw_accompaniment(
    *, version_id: UUID, kind: AccompanimentKind, language: AccompanimentLanguage, by: Actor, now: datetime
) -> UUID:
    """Show nothing of this kind and language any more. Raises Refused, NothingToWithdraw."""
    version = _permitted_version(version_id, by, now)
    _lock(version)
    shown = version.accompaniments.filter(kind=kind, language=language).order_by("-number").first()
    if shown is None or not shown.text:
        raise NothingToWithdraw(_("Ce texte n’est déjà plus montré."))
    return _added(version, kind, language, "", (), by, now)


def _permitted_version(version_id: UUID, by: Actor, now: datetime) -> ResourceVersion:
    version = ResourceVersion.objects.select_related("resource").get(pk=version_id)
    may_deposit(by, version.resource.organisation_id, now=now).require()
    return version


def _lock(version: ResourceVersion) -> None:
    Resource.objects.select_for_update(no_key=True).get(pk=version.resource_id)


def _text(draft: Draft) -> str:
    try:
        text = readable(draft.content.decode("utf-8-sig")).strip()
    except UnicodeDecodeError:
        raise TextUnusable(
            _("Ce fichier n’est pas un texte en UTF-8. Rien n’a été conservé."), field=draft.field
        ) from None
    if not text:
        raise TextUnusable(_("Ce texte est vide. Rien n’a été conservé."), field=draft.field)
    if len(text) > LONGEST_TEXT:
        raise TextUnusable(
            _("Ce texte dépasse %(most)s caractères. Rien n’a été conservé.") % {"most": LONGEST_TEXT},
            field=draft.field,
        )
    return text


def _added(
    version: ResourceVersion,
    kind: AccompanimentKind,
    language: AccompanimentLanguage,
    text: str,
    cues: tuple[Cue, ...],
    by: Actor,
    now: datetime,
) -> UUID:
    latest = version.accompaniments.order_by("-number").values_list("number", flat=True).first()
    row = Accompaniment.objects.create(
        version=version,
        number=(latest or 0) + 1,
        kind=kind.value,
        language=language.value,
        text=text,
        cues=[[each.start, each.end, each.speaker, each.text] for each in cues],
        added_at=now,
        added_by_id=by.person_id,
    )
    return row.pk

"""Which texts accompany a version now, in the order in which its page shows them?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from deffinum.rooms.commons.models import Accompaniment
from deffinum.rooms.commons.words import TIMED, AccompanimentKind, AccompanimentLanguage


@dataclass(frozen=True)
class TimedText:
    """A text and the instant at which it begins."""

    seconds: str
    """'12.500', for programs."""
    clock: str
    """'0:12', for people."""
    speaker: str
    text: str


@dataclass(frozen=True)
class Accompanying:
    """One text in force."""

    id: UUID
    kind: str
    kind_label: str
    language: str
    language_label: str
    text: str
    """Of an alternative or a transcript."""
    cues: tuple[TimedText, ...]
    """Of a timed text."""

    @property
    def is_timed(self) -> bool:
        """Does it follow the time of the video?"""
        return self.kind in TIMED


@dataclass(frozen=True)
class Accompaniments:
    """All that are in force, the reader's language first."""

    all: tuple[Accompanying, ...]

    def of(self, *kinds: AccompanimentKind) -> tuple[Accompanying, ...]:
        """Those of some kinds."""
        return tuple(each for each in self.all if each.kind in kinds)

    @property
    def alternatives(self) -> tuple[Accompanying, ...]:
        """Text alternatives."""
        return self.of(AccompanimentKind.ALTERNATIVE)

    @property
    def tracks(self) -> tuple[Accompanying, ...]:
        """What a video offers in its own menu."""
        return tuple(each for each in self.all if each.is_timed)

    @property
    def captions(self) -> tuple[Accompanying, ...]:
        """Those that are shown over the video."""
        return self.of(AccompanimentKind.CAPTIONS)

    @property
    def chapters(self) -> tuple[Accompanying, ...]:
        """One list of chapters: in the reader's language, else in the other."""
        return self.of(AccompanimentKind.CHAPTERS)[:1]

    @property
    def readings(self) -> tuple[Accompanying, ...]:
        """What is read under a video."""
        return self.of(AccompanimentKind.TRANSCRIPT, AccompanimentKind.CAPTIONS, AccompanimentKind.DESCRIPTIONS)


def accompaniments_of(*, version_id: UUID, language: str) -> Accompaniments:
    """What is in force; `language`: the reader's."""
    rows = Accompaniment.objects.filter(version=version_id).order_by("kind", "language", "-number")
    found = [_accompanying(each) for each in rows.distinct("kind", "language") if each.text]
    kinds = list(AccompanimentKind)
    return Accompaniments(
        tuple(sorted(found, key=lambda each: (each.language != language, kinds.index(AccompanimentKind(each.kind)))))
    )


def webvtt_of(*, version_id: UUID, accompaniment_id: UUID) -> str | None:
    """The WebVTT text of a track of the version; None when there is none."""
    row = Accompaniment.objects.filter(pk=accompaniment_id, version=version_id, kind__in=TIMED).first()
    return row.text if row is not None and row.text else None


def _accompanying(row: Accompaniment) -> Accompanying:
    return Accompanying(
        id=row.pk,
        kind=row.kind,
        kind_label=str(AccompanimentKind(row.kind).label),
        language=row.language,
        language_label=str(AccompanimentLanguage(row.language).label),
        text=row.text if row.kind not in TIMED else "",
        cues=tuple(
            TimedText(f"{start // 1000}.{start % 1000:03d}", _clock(start // 1000), speaker, text)
            for start, _end, speaker, text in row.cues
        ),
    )


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

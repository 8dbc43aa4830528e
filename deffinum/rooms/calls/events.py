"""Facts that the calls room publishes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CallPublished:
    """A call is public: anyone may read it."""

    call_id: uuid.UUID


@dataclass(frozen=True)
class CallVersionPublished:
    """A call has a new configuration in force; applications already opened keep theirs."""

    call_id: uuid.UUID
    version_id: uuid.UUID


@dataclass(frozen=True)
class CallClosedEarly:
    """A call takes no application any more, before its calendar's end."""

    call_id: uuid.UUID


@dataclass(frozen=True)
class NoticePublished:
    """Dated news of a call."""

    call_id: uuid.UUID
    notice_id: uuid.UUID


@dataclass(frozen=True)
class LateExceptionGranted:
    """One application may be deposited until an instant, after the closing."""

    application_id: uuid.UUID
    until: datetime


@dataclass(frozen=True)
class PartnerInvited:
    """An organisation was invited into a consortium."""

    partner_id: uuid.UUID


@dataclass(frozen=True)
class PartnerAnswered:
    """An invitation was accepted or declined."""

    application_id: uuid.UUID
    partner_id: uuid.UUID
    accepted: bool


@dataclass(frozen=True)
class PartnerSignedOff:
    """A member validated its part."""

    application_id: uuid.UUID
    partner_id: uuid.UUID


@dataclass(frozen=True)
class ApplicationSubmitted:
    """An application was deposited, or deposited again after a request for missing pieces."""

    application_id: uuid.UUID
    submission_id: uuid.UUID
    submitted_at: datetime


@dataclass(frozen=True)
class PiecesAsked:
    """A deposited application must be completed before an instant."""

    application_id: uuid.UUID
    request_id: uuid.UUID
    until: datetime


@dataclass(frozen=True)
class ApplicationWithdrawn:
    """The consortium gave up."""

    application_id: uuid.UUID


@dataclass(frozen=True)
class ApplicationRedirected:
    """A new linked application exists in another call (the old one keeps its history)."""

    application_id: uuid.UUID
    new_application_id: uuid.UUID


@dataclass(frozen=True)
class QuestionAnswered:
    """The answer to a question is public."""

    question_id: uuid.UUID

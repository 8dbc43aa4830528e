from deffinum.rooms.records.models.access_key import AccessKey
from deffinum.rooms.records.models.activity import Activity
from deffinum.rooms.records.models.attachment import Attachment, StatementAttachment
from deffinum.rooms.records.models.attempt import Attempt, FoldCursor, FoldedSubject, Participation
from deffinum.rooms.records.models.consent import Consent
from deffinum.rooms.records.models.course_structure import CourseBlock, CourseStructure, CourseUnit
from deffinum.rooms.records.models.device import DeviceToken, Pairing, PairingAttempts
from deffinum.rooms.records.models.document import Document
from deffinum.rooms.records.models.figure import ChangedResource, DailyFigure, Figure, ShownGroup
from deffinum.rooms.records.models.forwarding import Forwarding, RefusedStatement
from deffinum.rooms.records.models.learner import Learner
from deffinum.rooms.records.models.play import Play
from deffinum.rooms.records.models.record_store import RecordStore
from deffinum.rooms.records.models.registration import BlockSatisfaction, Registration, Session, UnitState
from deffinum.rooms.records.models.retention_rule import RetentionRule
from deffinum.rooms.records.models.statement import Statement, StatementId, StatementPerson, StatementReference

__all__ = [
    "AccessKey",
    "Activity",
    "Attachment",
    "Attempt",
    "BlockSatisfaction",
    "ChangedResource",
    "Consent",
    "CourseBlock",
    "CourseStructure",
    "CourseUnit",
    "DailyFigure",
    "DeviceToken",
    "Document",
    "Figure",
    "FoldCursor",
    "FoldedSubject",
    "Forwarding",
    "Learner",
    "Pairing",
    "PairingAttempts",
    "Participation",
    "Play",
    "RecordStore",
    "RefusedStatement",
    "Registration",
    "RetentionRule",
    "Session",
    "ShownGroup",
    "Statement",
    "StatementAttachment",
    "StatementId",
    "StatementPerson",
    "StatementReference",
    "UnitState",
]

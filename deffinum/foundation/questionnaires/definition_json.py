"""Forms from and to stored JSON, strictly, and the check that a form must pass to be published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires.definition import (
    COLUMN_TYPES,
    COMPUTED_TYPES,
    NO_LIMITS,
    SUMMED_TYPES,
    Choice,
    Column,
    Definition,
    Field,
    FieldType,
    Limits,
    Section,
)
from deffinum.foundation.questionnaires.expressions import (
    Expression,
    dump_expression,
    read_at,
    read_date,
)
from deffinum.foundation.questionnaires.rules import RuleSet, rules_at
from deffinum.foundation.questionnaires.strict import At, choice_value, refuse, unique
from deffinum.foundation.values import Money, Rate, Text

LIMITS: dict[FieldType, tuple[str, ...]] = {
    FieldType.SHORT_TEXT: ("max_characters",),
    FieldType.LONG_TEXT: ("max_words", "max_characters"),
    FieldType.INTEGER: ("minimum", "maximum"),
    FieldType.MONEY: ("minimum", "maximum"),
    FieldType.RATE: ("minimum", "maximum"),
    FieldType.DATE: ("minimum", "maximum"),
    FieldType.MANY_CHOICES: ("least", "most"),
    FieldType.TABLE: ("least", "most"),
    FieldType.FILE: ("most", "max_bytes", "extensions"),
}
"""Limits that each type of field may have (JSON: cents for money, basis points for rates, '2021-06-01' for dates)."""
_CHOICE_TYPES = (FieldType.ONE_CHOICE, FieldType.MANY_CHOICES)


def read_definition(data: Any) -> Definition:
    """Parse a form's stored JSON: {'sections': […], 'rules': […]}. Raises DefinitionRefused with the path.

    Rules and conditions are parsed, not type-checked: see `check_definition`.
    """
    members = At(data).object(required=("sections",), optional=("rules",))
    places = members["sections"].items()
    sections = tuple(_section_at(each) for each in places)
    unique((section.key, place) for section, place in zip(sections, places, strict=True))
    for_fields = [each for place in places for each in At(place.data["fields"], place.inside("fields")).items()]
    unique(zip([field.key for section in sections for field in section.fields], for_fields, strict=True))
    rules = rules_at(members["rules"]) if "rules" in members else ()
    return Definition(sections, RuleSet(Definition().rules.id, Definition().rules.label, rules))


def _section_at(place: At) -> Section:
    members = place.object(required=("key", "title", "fields"), optional=("help", "per_partner", "visible_when"))
    return Section(
        key=members["key"].key(),
        title=members["title"].text(),
        help=_text(members, "help"),
        per_partner=members["per_partner"].boolean() if "per_partner" in members else False,
        visible_when=_expression(members, "visible_when"),
        fields=tuple(_field_at(each) for each in members["fields"].items()),
    )


def _text(members: dict[str, At], name: str) -> Text:
    return members[name].text() if name in members else Text("")


def _expression(members: dict[str, At], name: str) -> Expression | None:
    return read_at(members[name]) if name in members else None


def _field_at(place: At) -> Field:
    members = place.object(
        required=("key", "type", "label"),
        optional=("help", "example", "required", "visible_when", "computed", "limits", "choices", "columns"),
    )
    kind = FieldType(members["type"].one_of([each.value for each in FieldType]))
    required: bool | Expression = False
    if "required" in members:
        raw = members["required"]
        required = raw.data if isinstance(raw.data, bool) else read_at(raw)
    _only_for(members, "computed", kind, COMPUTED_TYPES)
    _only_for(members, "columns", kind, (FieldType.TABLE,), needed=True)
    if kind is FieldType.STATEMENT and "help" not in members:
        refuse(members["key"].path, _("une déclaration a besoin du texte à lire, dans « help »."))
    columns = members["columns"].items(least=1) if "columns" in members else []
    field = Field(
        key=members["key"].key(),
        type=kind,
        label=members["label"].text(),
        help=_text(members, "help"),
        example=_text(members, "example"),
        required=required,
        visible_when=_expression(members, "visible_when"),
        computed=_expression(members, "computed"),
        limits=_limits(members, kind),
        choices=_choices(members, kind),
        columns=tuple(_column_at(each) for each in columns),
    )
    unique((column.key, at) for column, at in zip(field.columns, columns, strict=True))
    return field


def _column_at(place: At) -> Column:
    members = place.object(
        required=("key", "type", "label"),
        optional=("help", "required", "computed", "limits", "choices", "total"),
    )
    kind = FieldType(members["type"].one_of(COLUMN_TYPES))
    _only_for(members, "computed", kind, COMPUTED_TYPES)
    _only_for(members, "total", kind, SUMMED_TYPES)
    return Column(
        key=members["key"].key(),
        type=kind,
        label=members["label"].text(),
        help=_text(members, "help"),
        required=members["required"].boolean() if "required" in members else True,
        computed=_expression(members, "computed"),
        limits=_limits(members, kind),
        choices=_choices(members, kind),
        total=members["total"].boolean() if "total" in members else False,
    )


def _only_for(
    members: dict[str, At], name: str, kind: FieldType, kinds: tuple[FieldType, ...], *, needed: bool = False
) -> None:
    if name in members and kind not in kinds:
        refuse(
            members[name].path,
            _("« %(name)s » n’est pas prévu pour le type « %(type)s ».") % {"name": name, "type": kind.value},
        )
    if needed and kind in kinds and name not in members:
        refuse(
            members["key"].path,
            _("le type « %(type)s » a besoin de « %(name)s ».") % {"name": name, "type": kind.value},
        )


def _choices(members: dict[str, At], kind: FieldType) -> tuple[Choice, ...]:
    _only_for(members, "choices", kind, _CHOICE_TYPES, needed=True)
    if "choices" not in members:
        return ()
    places = members["choices"].items(least=1)
    found = []
    for place in places:
        inner = place.object(required=("value", "label"), optional=("help",))
        found.append(Choice(choice_value(inner["value"]), inner["label"].text(), _text(inner, "help")))
    unique((choice.value, place) for choice, place in zip(found, places, strict=True))
    return tuple(found)


def _limits(members: dict[str, At], kind: FieldType) -> Limits:
    _only_for(members, "limits", kind, tuple(LIMITS))
    if "limits" not in members:
        return NO_LIMITS
    found: dict[str, Any] = {}
    inner = members["limits"].object(optional=LIMITS[kind])
    for name, place in inner.items():
        if name == "extensions":
            found[name] = tuple(each.key() for each in place.items(least=1))
        elif name in ("minimum", "maximum"):
            found[name] = _bound(place, kind)
        else:
            found[name] = place.whole(least=0 if name == "least" else 1)
    limits = Limits(**found)
    if limits.minimum is not None and limits.maximum is not None and limits.minimum > limits.maximum:  # type: ignore[operator]
        refuse(inner["minimum"].path, _("le minimum dépasse le maximum."))
    if limits.least is not None and limits.most is not None and limits.least > limits.most:
        refuse(inner["least"].path, _("le minimum dépasse le maximum."))
    return limits


def _bound(place: At, kind: FieldType) -> Any:
    if kind is FieldType.DATE:
        return read_date(place)
    number = place.whole()
    return {FieldType.MONEY: Money, FieldType.RATE: Rate}.get(kind, int)(number)


def dump_definition(definition: Definition) -> dict[str, Any]:
    """The canonical stored JSON: `read_definition(dump_definition(d)) == d`."""
    return {
        "sections": [
            {
                "key": section.key,
                "title": section.title.stored(),
                **_texts(help=section.help),
                "per_partner": section.per_partner,
                **_conditions(visible_when=section.visible_when),
                "fields": [_dump_field(each) for each in section.fields],
            }
            for section in definition.sections
        ],
        "rules": [each.stored() for each in definition.rules.rules],
    }


def _texts(**texts: Text) -> dict[str, Any]:
    return {name: text.stored() for name, text in texts.items() if text.fr}


def _conditions(**expressions: Expression | None) -> dict[str, Any]:
    return {name: dump_expression(each) for name, each in expressions.items() if each is not None}


def _dump_asked(asked: Field | Column) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": asked.key,
        "type": asked.type.value,
        "label": asked.label.stored(),
        **_texts(help=asked.help),
        "required": asked.required if isinstance(asked.required, bool) else dump_expression(asked.required),
        **_conditions(computed=asked.computed),
    }
    limits = {
        name: dump_bound(value)
        for name in LIMITS.get(asked.type, ())
        if (value := getattr(asked.limits, name)) not in (None, ())
    }
    if limits:
        data["limits"] = limits
    if asked.choices:
        data["choices"] = [
            {"value": each.value, "label": each.label.stored(), **_texts(help=each.help)} for each in asked.choices
        ]
    return data


def dump_bound(value: Any) -> Any:
    """A limit as JSON: cents, basis points, '2021-06-01', a number, or a list."""
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, Rate):
        return value.basis_points
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, int) else value.isoformat()


def _dump_field(field: Field) -> dict[str, Any]:
    data = _dump_asked(field) | _texts(example=field.example) | _conditions(visible_when=field.visible_when)
    if field.columns:
        data["columns"] = [_dump_asked(each) | {"total": each.total} for each in field.columns]
        for column in data["columns"]:
            if FieldType(column["type"]) not in SUMMED_TYPES:
                del column["total"]
    return data

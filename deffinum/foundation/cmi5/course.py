"""A cmi5 course structure: read cmi5.xml into frozen values, refusing what breaks a rule.

Source: cmi5 (Quartz), sections 13 and 14, and its CourseStructure.xsd. Numbers such as 13.1.4.0-1 are those of the
public list of requirements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.progress import MoveOn
from deffinum.foundation.cmi5.refusal import InvalidCourse
from deffinum.foundation.plain_xml import Element, UnreadableXml, read_xml
from deffinum.foundation.xapi.checking import is_iri

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
LAUNCH_NAMES = frozenset({"endpoint", "fetch", "actor", "registration", "activityid"})
"""The launch parameters, which a unit's own address may not use (8.1.0.0-6)."""
LAUNCH_METHODS = ("AnyWindow", "OwnWindow")
_SCORE = re.compile(r"\+?(0*[01]|[01]?\.[0-9]+|0*[01]\.[0-9]*)")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_URL = re.compile(r"[^\x00-\x20<>\"{}|\\^`]+")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DANGEROUS = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})

Languages = Mapping[str, str]
"""A text by language tag, in the order of the document; 'und' when the tag is missing."""


def text_in(texts: Languages, language: str) -> str:
    """The text in a language ('fr', 'en-gb'), else in its family, else in French, English, or whatever there is."""
    for wanted in (language.lower(), language[:2].lower(), "fr", "en"):
        for tag, text in texts.items():
            if tag.lower() == wanted or tag.lower().startswith(f"{wanted}-"):
                return text
    return next(iter(texts.values()), "")


@dataclass(frozen=True)
class Objective:
    """A learning objective that blocks and units point at."""

    id: str
    title: Languages
    description: Languages


@dataclass(frozen=True)
class AssignableUnit:
    """A piece of content that is launched and tracked on its own."""

    id: str
    title: Languages
    description: Languages
    url: str
    launch_method: str
    move_on: MoveOn
    mastery_score: Decimal | None
    launch_parameters: str
    entitlement_key: str
    activity_type: str
    objectives: tuple[str, ...]
    extensions: tuple[Element, ...] = field(default=(), compare=False)

    @property
    def is_relative(self) -> bool:
        """Is its address relative to the package?"""
        return not _ABSOLUTE.match(self.url)


@dataclass(frozen=True)
class Block:
    """Units and blocks in an order, satisfied together."""

    id: str
    title: Languages
    description: Languages
    objectives: tuple[str, ...]
    parts: tuple[Block | AssignableUnit, ...]
    extensions: tuple[Element, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Course:
    """A whole course structure. Extensions are kept as they came; nothing is read from them."""

    id: str
    title: Languages
    description: Languages
    objectives: tuple[Objective, ...]
    parts: tuple[Block | AssignableUnit, ...]
    extensions: tuple[Element, ...] = field(default=(), compare=False)

    def blocks(self) -> list[tuple[Block, tuple[int, ...]]]:
        """Every block in the order of the document, with the places of those that enclose it, outermost first."""
        return [(each, path) for each, path in _walk(self.parts) if isinstance(each, Block)]

    def units(self) -> list[tuple[AssignableUnit, tuple[int, ...]]]:
        """Every unit in the order of the document, with the places (in `blocks()`) of the blocks around it."""
        return [(each, path) for each, path in _walk(self.parts) if isinstance(each, AssignableUnit)]


def _walk(parts: tuple[Block | AssignableUnit, ...]) -> Iterator[tuple[Block | AssignableUnit, tuple[int, ...]]]:
    place = 0

    def inside(
        parts: tuple[Block | AssignableUnit, ...], path: tuple[int, ...]
    ) -> Iterator[tuple[Block | AssignableUnit, tuple[int, ...]]]:
        nonlocal place
        for each in parts:
            yield each, path
            if isinstance(each, Block):
                mine, place = place, place + 1
                yield from inside(each.parts, (*path, mine))

    return inside(parts, ())


def read_course(content: bytes, *, files: frozenset[str] | None) -> Course:
    """The course that cmi5.xml describes. `files`: the names in its archive; None: the XML stands alone, so every
    address must be absolute (14.2.0.0-1). Raises InvalidCourse.
    """
    try:
        root = read_xml(content)
    except UnreadableXml as trouble:
        raise InvalidCourse(
            _("Le fichier cmi5.xml n’est pas lu : %(why)s.") % {"why": trouble.why}, line=trouble.line
        ) from None
    if not _is_ours(root) or root.name != "courseStructure":
        raise InvalidCourse(
            _("l’élément racine doit être « courseStructure » dans l’espace de noms de cmi5."), line=root.line
        )
    return _Builder(files).course(root)


class _Builder:
    """Reads elements in the order of the schema, and remembers the ids that are taken."""

    def __init__(self, files: frozenset[str] | None) -> None:
        self.files = files
        self.taken: set[tuple[str, str]] = set()
        self.references: list[tuple[int, str]] = []

    def course(self, root: Element) -> Course:
        parts = _Parts(root)
        about = parts.one("course")
        inner = _Parts(about)
        identifier = self.identifier(about)
        title, description = _texts(inner.one("title")), _texts(inner.one("description"))
        inner.end()
        objectives = tuple(self.objective(each) for each in _held(parts.maybe("objectives"), "objective"))
        found = Course(identifier, title, description, objectives, self.steps(parts, root), parts.extensions())
        for line, idref in self.references:
            if ("objective", idref) not in self.taken:
                raise InvalidCourse(
                    _("l’objectif « %(id)s » n’est pas décrit dans le cours.") % {"id": idref[:200]}, line=line
                )
        return found

    def steps(self, parts: _Parts, holder: Element) -> tuple[Block | AssignableUnit, ...]:
        found = tuple(
            self.unit(each) if each.name == "au" else self.block(each) for each in parts.several("au", "block")
        )
        if not found:
            raise InvalidCourse(
                _("« %(name)s » doit contenir au moins une unité (au) ou un bloc (block).") % {"name": holder.name},
                line=holder.line,
            )
        return found

    def objective(self, element: Element) -> Objective:
        named = {each.name: each for each in element.children if _is_ours(each)}
        if set(named) != {"title", "description"} or len([e for e in element.children if _is_ours(e)]) != len(named):
            raise InvalidCourse(_("« objective » contient un titre et une description."), line=element.line)
        return Objective(self.identifier(element), _texts(named["title"]), _texts(named["description"]))

    def block(self, element: Element) -> Block:
        parts = _Parts(element)
        return Block(
            self.identifier(element),
            _texts(parts.one("title")),
            _texts(parts.one("description")),
            self.pointed(parts.maybe("objectives")),
            self.steps(parts, element),
            parts.extensions(),
        )

    def unit(self, element: Element) -> AssignableUnit:
        parts = _Parts(element)
        return AssignableUnit(
            id=self.identifier(element),
            title=_texts(parts.one("title")),
            description=_texts(parts.one("description")),
            objectives=self.pointed(parts.maybe("objectives")),
            url=self.address(parts.one("url")),
            launch_parameters=_text(parts.maybe("launchParameters")),
            entitlement_key=_text(parts.maybe("entitlementKey")),
            launch_method=_choice(element, "launchMethod", LAUNCH_METHODS, "AnyWindow"),
            move_on=MoveOn(_choice(element, "moveOn", tuple(MoveOn), MoveOn.NOT_APPLICABLE)),
            mastery_score=_score(element),
            activity_type=_activity_type(element),
            extensions=parts.extensions(),
        )

    def identifier(self, element: Element) -> str:
        found = element.attributes.get("id", "").strip()
        if not found:
            raise InvalidCourse(
                _("« %(name)s » n’a pas d’identifiant (id).") % {"name": element.name}, line=element.line
            )
        if not is_iri(found):
            raise InvalidCourse(
                _("l’identifiant « %(id)s » de « %(name)s » n’est pas un IRI complet, comme https://exemple.fr/cours.")
                % {"id": found[:200], "name": element.name},
                line=element.line,
            )
        if (element.name, found) in self.taken:
            raise InvalidCourse(
                _("l’identifiant « %(id)s » est donné à deux éléments « %(name)s ».")
                % {"id": found[:200], "name": element.name},
                line=element.line,
            )
        self.taken.add((element.name, found))
        return found

    def pointed(self, element: Element | None) -> tuple[str, ...]:
        found = []
        for each in _held(element, "objective"):
            idref = each.attributes.get("idref", "").strip()
            if not is_iri(idref):
                raise InvalidCourse(_("« objective » désigne un objectif par un IRI (idref)."), line=each.line)
            self.references.append((each.line, idref))
            found.append(idref)
        return tuple(found)

    def address(self, element: Element) -> str:
        url = element.text.strip()
        line = element.line
        if not _URL.fullmatch(url):
            raise InvalidCourse(_("l’adresse « %(url)s » n’est pas valide.") % {"url": url[:200]}, line=line)
        try:
            parts = urlsplit(url)
        except ValueError:
            raise InvalidCourse(_("l’adresse « %(url)s » n’est pas valide.") % {"url": url[:200]}, line=line) from None
        names = {name.lower() for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
        if clash := sorted(names & LAUNCH_NAMES):
            raise InvalidCourse(
                _("l’adresse de l’unité utilise le paramètre « %(name)s », réservé au lancement cmi5.")
                % {"name": clash[0]},
                line=line,
            )
        if _ABSOLUTE.match(url):
            if parts.scheme.lower() in _DANGEROUS or not parts.netloc:
                raise InvalidCourse(_("l’adresse « %(url)s » n’est pas valide.") % {"url": url[:200]}, line=line)
        else:
            self.check_inside(url, unquote(parts.path), line)
        return url

    def check_inside(self, url: str, path: str, line: int) -> None:
        """A relative address names a file of the package (14.1.0.0-4)."""
        if self.files is None:
            raise InvalidCourse(
                _("l’adresse « %(url)s » est relative : un cmi5.xml seul ne contient que des adresses complètes.")
                % {"url": url[:200]},
                line=line,
            )
        if path.startswith("/") or "\\" in path or ".." in path.split("/") or url.startswith("//"):
            raise InvalidCourse(_("l’adresse « %(url)s » sort du paquet.") % {"url": url[:200]}, line=line)
        if path.removeprefix("./") not in self.files:
            raise InvalidCourse(_("le fichier « %(url)s » n’est pas dans le paquet.") % {"url": url[:200]}, line=line)


class _Parts:
    """The children of an element, taken one after the other in the order of the schema; extensions stand last."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.left = list(element.children)

    def maybe(self, name: str) -> Element | None:
        if self.left and _is_ours(self.left[0]) and self.left[0].name == name:
            return self.left.pop(0)
        return None

    def one(self, name: str) -> Element:
        found = self.maybe(name)
        if found is None:
            raise InvalidCourse(
                _("« %(name)s » est attendu ici, dans « %(holder)s ».") % {"name": name, "holder": self.element.name},
                line=self.left[0].line if self.left else self.element.line,
            )
        return found

    def several(self, *names: str) -> Iterator[Element]:
        count = 0
        for each in self.left:
            if not (_is_ours(each) and each.name in names):
                break
            count += 1
        taken, self.left = self.left[:count], self.left[count:]
        return iter(taken)

    def extensions(self) -> tuple[Element, ...]:
        for each in self.left:
            if _is_ours(each) or not each.namespace:
                raise InvalidCourse(
                    _("« %(name)s » n’est pas attendu ici, dans « %(holder)s ».")
                    % {"name": each.name, "holder": self.element.name},
                    line=each.line,
                )
        return tuple(self.left)

    def end(self) -> None:
        self.extensions()


def _is_ours(element: Element) -> bool:
    """Of the course structure, not of an extension."""
    return element.namespace == NAMESPACE


def _held(holder: Element | None, name: str) -> list[Element]:
    if holder is None:
        return []
    parts = _Parts(holder)
    found = list(parts.several(name))
    if not found:
        parts.one(name)
    parts.end()
    return found


def _texts(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in _held(element, "langstring"):
        language = each.attributes.get("lang", "und").strip()
        if not _LANGUAGE.fullmatch(language):
            raise InvalidCourse(
                _("« %(lang)s » n’est pas une langue, comme fr ou en-GB.") % {"lang": language[:50]}, line=each.line
            )
        found.setdefault(language, " ".join(each.text.split()))
    return found


def _text(element: Element | None) -> str:
    return "" if element is None else element.text.strip()


def _choice(element: Element, name: str, values: tuple[str, ...], default: str) -> str:
    found = element.attributes.get(name, default).strip()
    if found not in values:
        raise InvalidCourse(
            _("l’attribut %(name)s vaut « %(found)s » ; les valeurs permises sont %(values)s.")
            % {"name": name, "found": found[:60], "values": ", ".join(values)},
            line=element.line,
        )
    return found


def _score(element: Element) -> Decimal | None:
    written = element.attributes.get("masteryScore")
    if written is None:
        return None
    written = written.strip()
    if _SCORE.fullmatch(written):
        score = Decimal(written)
        if score <= 1 and score == round(score, 4):
            return round(score, 4)
    raise InvalidCourse(
        _("masteryScore vaut « %(found)s » : c’est un nombre de 0 à 1, à quatre décimales au plus.")
        % {"found": written[:60]},
        line=element.line,
    )


def _activity_type(element: Element) -> str:
    found = element.attributes.get("activityType", "").strip()
    if found and not is_iri(found):
        raise InvalidCourse(
            _("activityType vaut « %(found)s », qui n’est pas un IRI complet.") % {"found": found[:200]},
            line=element.line,
        )
    return found

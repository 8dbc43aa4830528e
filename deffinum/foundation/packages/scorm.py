"""The manifest of a SCORM package: its organizations, the tree of their items, and where each one is launched.

Sources: SCORM 1.2 Content Aggregation Model, section 2.3; SCORM 2004 CAM (3rd and 4th editions), sections 3.4 and 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from deffinum.foundation.packages.refusal import Cause, PackageRefused, shown
from deffinum.foundation.packages.sequencing import read_collections, read_sequencing
from deffinum.foundation.plain_xml import Element

MANIFEST = "imsmanifest.xml"
LONGEST_IDENTIFIER = 1_000
"""Characters; what an item keeps is found by its identifier."""
MOST_ITEMS = 5_000
_IMSCP_12 = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:|//)")
_EDITIONS = {"cam 1.3": "2nd", "3rd edition": "3rd", "4th edition": "4th", "2nd edition": "2nd", "1st edition": "1st"}


@dataclass(frozen=True)
class ScormItem:
    """A line of the table of contents. `href` is '' for what only groups others."""

    identifier: str
    title: str
    href: str
    """Relative to the package, with the parameters of the item."""
    is_sco: bool
    """Talks with the platform; an asset is only shown."""
    is_visible: bool
    prerequisites: str
    mastery_score: str
    max_time_allowed: str
    time_limit_action: str
    launch_data: str
    completion_threshold: str
    hidden_controls: tuple[str, ...]
    """Of the platform's own buttons, those that the item replaces by its own (2004)."""
    sequencing: dict[str, Any] | None
    children: tuple[ScormItem, ...]


@dataclass(frozen=True)
class ScormOrganization:
    """One way through the content."""

    identifier: str
    title: str
    items: tuple[ScormItem, ...]
    sequencing: dict[str, Any] | None
    objectives_global_to_system: bool

    def all_items(self) -> Iterator[ScormItem]:
        """Every item, in the order of the manifest."""
        return _walk(self.items)


@dataclass(frozen=True)
class ScormManifest:
    """What a package says of itself."""

    identifier: str
    version: str
    """'1.2' or '2004'."""
    edition: str
    """Of 2004: '2nd', '3rd', '4th'; '' when the manifest does not say."""
    title: str
    description: str
    organizations: tuple[ScormOrganization, ...]
    """The default one first."""
    collections: dict[str, Any]
    """Rules of sequencing that several items share, by identifier."""


def _walk(items: tuple[ScormItem, ...]) -> Iterator[ScormItem]:
    for each in items:
        yield each
        yield from _walk(each.children)


def read_scorm(root: Element, files: AbstractSet[str]) -> ScormManifest:
    """The manifest whose root element is given; `files` are the names in its archive.

    Raises PackageRefused: no organization, no identifier, an item without its resource, a launch file that is missing.
    """
    if root.name != "manifest":
        raise _refused(_("l’élément racine doit être « manifest »"), root)
    version, edition = _version(root)
    resources = _resources(root)
    organizations = tuple(_organizations(root, resources, files))
    if not any(item.href for each in organizations for item in each.all_items()):
        raise _refused(_("aucune activité ne se lance"), root)
    title = root.told("metadata", "lom", "general", "title", "langstring") or organizations[0].title
    return ScormManifest(
        identifier=root.attribute("identifier"),
        version=version,
        edition=edition,
        title=title or root.told("metadata", "lom", "general", "title", "string"),
        description=root.told("metadata", "lom", "general", "description", "langstring")
        or root.told("metadata", "lom", "general", "description", "string"),
        organizations=organizations,
        collections=read_collections(root),
    )


def _version(root: Element) -> tuple[str, str]:
    """By what the manifest says, else by the namespaces that it uses (many authoring tools say nothing)."""
    said = root.told("metadata", "schemaversion").lower()
    if said.startswith("1.2") or (not said and root.namespace == _IMSCP_12):
        return "1.2", ""
    for words, edition in _EDITIONS.items():
        if words in said:
            return "2004", edition
    if said.startswith(("2004", "1.3")) or root.namespace != _IMSCP_12:
        return "2004", ""
    return "1.2", ""


def _resources(root: Element) -> dict[str, tuple[str, bool]]:
    """Of each resource: its address in the package ('' when it is not launched), and whether it is a SCO."""
    found: dict[str, tuple[str, bool]] = {}
    for holder in root.held("resources"):
        base = _joined(root.base, holder.base, holder)
        for each in holder.held("resource"):
            kind = (each.attribute("scormtype") or each.attribute("scormType")).lower()
            href = each.attribute("href")
            address = _joined(_joined(base, each.base, each), href, each) if href else ""
            found[each.attribute("identifier")] = (address, kind == "sco")
    return found


def _joined(base: str, more: str, where: Element) -> str:
    """An address relative to the package, below a base. Raises PackageRefused when it leaves the package."""
    outside = _SCHEME.match(more) or more.startswith("/") or "\\" in more
    climbs = ".." in unquote(urlsplit(urljoin(base, more)).path).split("/") or _climbs(base, more)
    if outside or climbs:
        raise PackageRefused(
            Cause.LAUNCH_FILE,
            _("Le manifeste, ligne %(line)s : l’adresse « %(url)s » sort du paquet.")
            % {"line": where.line, "url": shown(more)},
        )
    return urljoin(base, more)


def _climbs(base: str, more: str) -> bool:
    """Would `..` lead above the package? `urljoin` hides it."""
    depth = 0
    for part in [*base.split("/")[:-1], *unquote(urlsplit(more).path).split("/")[:-1]]:
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False


def _organizations(
    root: Element, resources: dict[str, tuple[str, bool]], files: AbstractSet[str]
) -> Iterator[ScormOrganization]:
    holder = root.first("organizations")
    rows = list(holder.held("organization")) if holder else []
    if holder is None or not rows:
        raise _refused(_("aucune organisation n’est décrite (élément « organization »)"), holder or root)
    builder = _Builder(resources, files)
    wanted = holder.attribute("default")
    found = [builder.organization(each) for each in rows]
    if wanted and wanted not in {each.identifier for each in found}:
        raise _refused(_("l’organisation par défaut « %(id)s » n’est pas décrite") % {"id": shown(wanted)}, holder)
    yield from sorted(found, key=lambda each: each.identifier != wanted)


class _Builder:
    """Reads items, and remembers the identifiers that are taken."""

    def __init__(self, resources: dict[str, tuple[str, bool]], files: AbstractSet[str]) -> None:
        self.resources = resources
        self.files = files
        self.taken: set[str] = set()

    def organization(self, element: Element) -> ScormOrganization:
        return ScormOrganization(
            identifier=self.identifier(element),
            title=element.told("title"),
            items=tuple(self.item(each) for each in element.held("item")),
            sequencing=read_sequencing(element),
            objectives_global_to_system=element.attribute("objectivesGlobalToSystem", "true") != "false",
        )

    def item(self, element: Element) -> ScormItem:
        identifier = self.identifier(element)
        href, is_sco = self.launch(element)
        presentation = element.first("presentation")
        controls = presentation.first("navigationInterface") if presentation else None
        threshold = element.first("completionThreshold")
        return ScormItem(
            identifier=identifier,
            title=element.told("title") or identifier,
            href=href,
            is_sco=is_sco,
            is_visible=element.attribute("isvisible", "true").lower() != "false",
            prerequisites=element.told("prerequisites"),
            mastery_score=element.told("masteryscore"),
            max_time_allowed=element.told("maxtimeallowed"),
            time_limit_action=element.told("timelimitaction") or element.told("timeLimitAction"),
            launch_data=element.told("datafromlms") or element.told("dataFromLMS"),
            completion_threshold=(threshold.attribute("minProgressMeasure") or threshold.text.strip())
            if threshold
            else "",
            hidden_controls=tuple(each.text.strip() for each in controls.held("hideLMSUI")) if controls else (),
            sequencing=read_sequencing(element),
            children=tuple(self.item(each) for each in element.held("item")),
        )

    def identifier(self, element: Element) -> str:
        found = element.attribute("identifier")
        if not found:
            raise _refused(_("« %(name)s » n’a pas d’identifiant") % {"name": element.name}, element)
        if len(found) > LONGEST_IDENTIFIER or not found.isprintable():
            told = {"id": shown(found), "most": LONGEST_IDENTIFIER}
            raise _refused(
                _("l’identifiant « %(id)s » dépasse %(most)s caractères, ou en contient d’invisibles") % told, element
            )
        if found in self.taken:
            raise _refused(_("l’identifiant « %(id)s » est donné deux fois") % {"id": shown(found)}, element)
        self.taken.add(found)
        if len(self.taken) > MOST_ITEMS:
            raise _refused(_("le manifeste décrit trop d’activités"), element)
        return found

    def launch(self, element: Element) -> tuple[str, bool]:
        """Where the item is launched, and whether it is a SCO."""
        reference = element.attribute("identifierref")
        if not reference:
            return "", False
        if reference not in self.resources:
            raise _refused(_("la ressource « %(id)s » n’est pas décrite") % {"id": shown(reference)}, element)
        address, is_sco = self.resources[reference]
        told = {"id": shown(element.attribute("identifier")), "line": element.line}
        if not address:
            raise PackageRefused(
                Cause.LAUNCH_FILE,
                _("Le manifeste, ligne %(line)s : l’activité « %(id)s » n’a pas de fichier de lancement (href).")
                % told,
            )
        path = urlsplit(address).path
        name = path if path in self.files else unquote(path)
        if name not in self.files:
            raise PackageRefused(
                Cause.LAUNCH_FILE,
                _("Le fichier de lancement « %(name)s » de l’activité « %(id)s » n’est pas dans le paquet.")
                % (told | {"name": shown(name)}),
            )
        return with_parameters(address, element.attribute("parameters")), is_sco


def with_parameters(address: str, parameters: str) -> str:
    """The address with the parameters of its item (CAM 3.4.1.3: how '?', '&' and '#' are joined)."""
    parameters = parameters.lstrip("?&")
    if not parameters:
        return address
    if parameters.startswith("#"):
        return address if "#" in address else address + parameters
    address, _sign, fragment = address.partition("#")
    joined = f"{address}{'&' if '?' in address else '?'}{parameters}"
    return f"{joined}#{fragment}" if fragment else joined


def _refused(why: str, where: Element) -> PackageRefused:
    return PackageRefused(
        Cause.MANIFEST, _("Le manifeste, ligne %(line)s : %(why)s.") % {"line": where.line, "why": why}
    )

"""Read a WebVTT file strictly: what is accepted shows the same everywhere, and holds nothing that runs.

Source: WebVTT: The Web Video Text Tracks Format (W3C), sections 4 (syntax) and 1.4 (tags of cue text). Browsers read
more than the syntax allows, each in its own way: a file that they would guess at is refused, with the line to mend.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

MOST_BYTES = 1024**2
"""Of one file: ten hours of speech fit in half of it."""
MOST_CUES = 20_000
LONGEST_LINE = 10_000
"""Characters of a line that is shown, tags counted: two minutes of speech are 2,000."""
_TIME = r"(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}((?:[ \t]+[^ \t]+)*)[ \t]*")
_INSTANT_TAG = re.compile(f"<{_TIME}>")
_SETTING = re.compile(r"(?:vertical|line|position|size|align|region):[A-Za-z0-9.,%_-]{1,60}")
_TAG = re.compile(r"<(/?)([a-z]*)((?:\.[^\s.<>&]+)*)(?:[ \t]++([^<>]*+))?+>")
_TAGS = frozenset({"b", "i", "u", "c", "v", "lang", "ruby", "rt"})
_ANNOTATED = frozenset({"v", "lang"})
"""Those that say something after a space: who speaks, in which language."""


class CaptionsRefused(DomainError):
    """The file is not WebVTT as it should be; the sentence names the line. Nothing was kept."""

    status = 422


@dataclass(frozen=True)
class Cue:
    """One text and when it is shown."""

    start: int
    """Milliseconds from the beginning of the video."""
    end: int
    """Milliseconds; after `start`."""
    speaker: str
    """Who speaks, when the file says so."""
    text: str
    """Without tags; lines are parted by a line feed."""


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


def read_webvtt(content: bytes, *, field: str = "") -> tuple[Cue, ...]:
    """The cues, in order of their beginnings. Raises CaptionsRefused, beside the form's `field`."""
    try:
        return _read(content)
    except _Wrong as wrong:
        said = _("Ligne %(line)s : %(reason)s Rien n’a été conservé.") % {"line": wrong.line, "reason": wrong.reason}
        raise CaptionsRefused(said, field=field) from None


def text_of_webvtt(content: bytes) -> str:
    """The file as text: without byte order mark, with plain line feeds. The content was read before."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


class _Wrong(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def _read(content: bytes) -> tuple[Cue, ...]:
    if len(content) > MOST_BYTES:
        raise _Wrong(1, _("ce fichier dépasse %(most)s Mio.") % {"most": MOST_BYTES // 1024**2})
    blocks = list(_blocks(_lines(content)))
    cues: list[Cue] = []
    for block in blocks[1:]:
        if (cue := _cue(block, begun=bool(cues))) is None:
            continue
        if cues and cue.start < cues[-1].start:
            raise _Wrong(_timing_line(block).number, _("ce texte commence avant celui qui le précède."))
        cues.append(cue)
        if len(cues) > MOST_CUES:
            raise _Wrong(block[0].number, _("ce fichier a plus de %(most)s textes.") % {"most": MOST_CUES})
    if not cues:
        raise _Wrong(blocks[-1][-1].number, _("ce fichier n’a aucun texte."))
    return tuple(cues)


def _lines(content: bytes) -> list[_Line]:
    """Numbered from 1; the first begins with WEBVTT."""
    try:
        text = text_of_webvtt(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Wrong(line, _("ce fichier n’est pas en UTF-8 : enregistrez-le dans cet encodage.")) from None
    lines = [_Line(number, each) for number, each in enumerate(text.split("\n"), start=1)]
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0].text):
        raise _Wrong(1, _("un fichier WebVTT commence par le mot WEBVTT, seul sur sa ligne."))
    for each in lines:
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", each.text):
            raise _Wrong(each.number, _("cette ligne contient un caractère de commande, qui ne s’affiche pas."))
    return lines


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """What blank lines part."""
    block: list[_Line] = []
    for each in lines:
        if each.text:
            block.append(each)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _cue(block: list[_Line], *, begun: bool) -> Cue | None:
    """The cue of a block; None for a comment or a region."""
    first = block[0].text
    if re.fullmatch(r"NOTE(?:[ \t].*)?", first):
        _refuse_arrows(block[1:])
        return None
    if re.fullmatch(r"STYLE[ \t]*", first):
        raise _Wrong(block[0].number, _("retirez la feuille de style (STYLE) : la page a la sienne."))
    if re.fullmatch(r"REGION[ \t]*", first) and not begun:
        _refuse_arrows(block[1:])
        return None
    timing = _timing_line(block)
    start, end = _timing(timing)
    body = block[block.index(timing) + 1 :]
    if not body:
        raise _Wrong(timing.number, _("aucun texte ne suit ces instants."))
    _refuse_arrows(body)
    speaker, text = _plain(body)
    return Cue(start, end, speaker, text)


def _timing_line(block: list[_Line]) -> _Line:
    """Of a cue: its first line, or the second when the first is its name."""
    for each in block[:2]:
        if "-->" in each.text:
            return each
    raise _Wrong(
        block[0].number,
        _("on attend ici deux instants, comme 00:01.000 --> 00:04.000, seuls ou sous le nom du texte."),
    )


def _timing(line: _Line) -> tuple[int, int]:
    found = _TIMING.fullmatch(line.text)
    if found is None:
        raise _Wrong(line.number, _("ces instants ne s’écrivent pas comme 00:01.000 --> 00:04.000."))
    parts = found.groups()
    for setting in (parts[8] or "").split():
        if not _SETTING.fullmatch(setting):
            raise _Wrong(line.number, _("le réglage « %(setting)s » n’existe pas.") % {"setting": setting[:60]})
    start, end = _milliseconds(parts[:4]), _milliseconds(parts[4:8])
    if end <= start:
        raise _Wrong(line.number, _("ce texte finit avant de commencer."))
    return start, end


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(each or 0) for each in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _refuse_arrows(lines: list[_Line]) -> None:
    for each in lines:
        if "-->" in each.text:
            raise _Wrong(each.number, _("une flèche --> est au milieu d’un texte : laissez une ligne vide avant elle."))


def _plain(lines: list[_Line]) -> tuple[str, str]:
    """(who speaks, the text without its tags); a tag may close on a later line."""
    opened: list[str] = []
    speakers: list[str] = []
    said: list[str] = []
    for line in lines:
        if len(line.text) > LONGEST_LINE:
            raise _Wrong(line.number, _("cette ligne dépasse %(most)s caractères.") % {"most": LONGEST_LINE})
        pieces, after = list[str](), 0
        while (at := line.text.find("<", after)) >= 0:
            pieces.append(line.text[after:at])
            after = _tag_end(line, at, opened, speakers)
        said.append(html.unescape("".join([*pieces, line.text[after:]])).strip())
    if unclosed := [each for each in opened if each != "v"]:
        raise _Wrong(lines[-1].number, _("la balise <%(tag)s> n’est pas fermée.") % {"tag": unclosed[-1]})
    return ", ".join(dict.fromkeys(speakers)), "\n".join(each for each in said if each)


def _tag_end(line: _Line, at: int, opened: list[str], speakers: list[str]) -> int:
    """Where the tag that begins at `at` ends; what it opens or closes is noted."""
    if (instant := _INSTANT_TAG.match(line.text, at)) is not None:
        return instant.end()
    found = _TAG.match(line.text, at)
    closes, name, annotation = (found[1], found[2], found[4] or "") if found else ("", "", "")
    if found is None or name not in _TAGS or (annotation and (closes or name not in _ANNOTATED)):
        raise _Wrong(
            line.number,
            _("la balise « %(tag)s » n’est pas permise ; écrivez &lt; pour le signe lui-même.")
            % {"tag": line.text[at : at + 40]},
        )
    if not closes:
        opened.append(name)
        if name == "v":
            speakers.append(html.unescape(annotation).strip())
    elif opened and opened[-1] == name:
        opened.pop()
    else:
        raise _Wrong(line.number, _("la balise </%(tag)s> ferme ce qui n’est pas ouvert.") % {"tag": name})
    return found.end()

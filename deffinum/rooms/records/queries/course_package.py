"""Where is the course structure in what somebody sends: cmi5.xml alone, or the archive that holds it?"""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.reading import MOST_BYTES, InvalidCourse
from deffinum.foundation.files.archives import inspect_archive, read_entry

STRUCTURE = "cmi5.xml"


def structure_in(stream: BinaryIO) -> tuple[bytes, frozenset[str] | None]:
    """The course structure, and the names in its archive (None: it stands alone); nothing else of an archive is read.

    For who has a file: `package` and `files` of `import_course`. The stream is seekable. Raises InvalidCourse.
    """
    beginning = stream.read(2)
    stream.seek(0)
    if beginning != b"PK":
        return stream.read(MOST_BYTES + 1), None  # one byte more: `read_course` then says that it is too much
    report = inspect_archive(stream)
    if report.defect:
        raise InvalidCourse(_("Cette archive ZIP est abîmée, chiffrée ou dangereuse. Rien n’a été importé."))
    xml = read_entry(stream, STRUCTURE, most_bytes=MOST_BYTES) if STRUCTURE in report.names else None
    if xml is None:
        raise InvalidCourse(_("L’archive ne contient pas de fichier cmi5.xml à sa racine. Rien n’a été importé."))
    return xml, frozenset(report.names)

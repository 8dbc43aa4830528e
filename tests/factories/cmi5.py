"""Course structures for tests, written small; every course is made up."""

from __future__ import annotations

from pathlib import Path

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
HERE = "https://cours.exemple.invalid"
_SAMPLES = Path("shared") / "data" / "packages"
PACKAGES = next((each / _SAMPLES for each in Path(__file__).resolve().parents if (each / _SAMPLES).is_dir()), None)
"""Public sample packages, in a folder `shared` beside the project when they are there; the project holds no copy."""


def texts(title: str) -> str:
    """A title and a description, in French and English."""
    both = f'<langstring lang="fr">{title}</langstring><langstring lang="en">{title} (en)</langstring>'
    return f"<title>{both}</title><description>{both}</description>"


def unit(name: str, *, url: str | None = None, inside: str = "", **attributes: str) -> str:
    """An assignable unit; `moveOn="Passed"` and such are attributes, `inside` comes after its address."""
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    address = f"{HERE}/{name}/index.html" if url is None else url
    return f'<au id="{HERE}/au/{name}"{told}>{texts(f"Unité {name}")}<url>{address}</url>{inside}</au>'


def block(name: str, *parts: str) -> str:
    """A block that holds units and blocks."""
    return f'<block id="{HERE}/bloc/{name}">{texts(f"Bloc {name}")}{"".join(parts)}</block>'


def course(*parts: str, name: str = "echelle", objectives: str = "") -> bytes:
    """A whole cmi5.xml."""
    about = f'<course id="{HERE}/{name}">{texts("Poser une échelle (exemple)")}</course>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<courseStructure xmlns="{NAMESPACE}">\n{about}\n'
        f"{objectives}{chr(10).join(parts)}\n</courseStructure>"
    ).encode()

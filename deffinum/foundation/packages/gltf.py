"""Check a glTF 2.0 object: what would make a viewer fail is refused, what it forgives is a warning.

Source: glTF 2.0 specification (Khronos), sections 3.6 (buffers, views, accessors) and 4.4 (binary container).
"""

from __future__ import annotations

import base64
import binascii
import struct
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from deffinum.foundation.packages.plain_json import NotReadable, read_json
from deffinum.foundation.packages.refusal import Cause, PackageRefused, shown

MOST_JSON_BYTES = 8 * 1024**2
"""Of a description; in a .gltf its data counts too, and a longer one is to be saved as .glb."""
_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942
_COMPONENT_BYTES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


def check_binary_gltf(file: BinaryIO) -> tuple[str, ...]:
    """Read a .glb: its chunks, then its description. Returns warnings; raises PackageRefused."""
    size = file.seek(0, 2)
    file.seek(0)
    try:
        mark, version, length, json_length, kind = struct.unpack("<4s4I", file.read(20))
        if mark != b"glTF" or version != 2 or length != size or kind != _JSON_CHUNK or json_length > length - 20:
            raise _refused(_("son en-tête est faux, ou il est coupé"))
        if json_length > MOST_JSON_BYTES:
            raise _refused(_("sa description est trop longue"))
        content = file.read(json_length)
        binary = 0
        if 20 + json_length < length:
            binary, kind = struct.unpack("<2I", file.read(8))
            if kind != _BINARY_CHUNK or 28 + json_length + binary != length:
                raise _refused(_("le bloc de données est faux, ou il est coupé"))
    except struct.error:
        raise _refused(_("il est coupé")) from None
    return _check(_described(content), binary)


def check_gltf(file: BinaryIO) -> tuple[str, ...]:
    """Read a .gltf, whose data must be inside it. Returns warnings; raises PackageRefused."""
    file.seek(0)
    content = file.read(MOST_JSON_BYTES + 1)
    if len(content) > MOST_JSON_BYTES:
        raise _refused(_("sa description est trop longue ; enregistrez-le en un fichier .glb"))
    return _check(_described(content.removeprefix(b"\xef\xbb\xbf")), None)


def _described(content: bytes) -> dict[str, Any]:
    try:
        found = read_json(content.rstrip(b" \x00"))
    except NotReadable:
        found = None
    asset = found.get("asset") if isinstance(found, dict) else None
    if not isinstance(asset, dict) or not str(asset.get("version", "")).startswith("2."):
        raise _refused(_("sa description n’est pas du glTF 2"))
    assert isinstance(found, dict)  # noqa: S101 - it has an asset
    return found


def _check(described: dict[str, Any], binary: int | None) -> tuple[str, ...]:
    """`binary`: bytes of the chunk that holds the first buffer; None: there is no chunk."""
    try:
        sizes = [_buffer_size(place, each, binary) for place, each in enumerate(described.get("buffers", []))]
        views = [_view_size(place, each, sizes) for place, each in enumerate(described.get("bufferViews", []))]
        for each in described.get("images", []):
            _check_inside(str(each.get("uri", "")))
        for place, each in enumerate(described.get("accessors", [])):
            _check_accessor(place, each, views)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        raise _refused(_("sa description est incohérente")) from None
    return () if described.get("meshes") else (str(_("Cet objet 3D ne contient aucune forme à montrer.")),)


def _buffer_size(place: int, buffer: dict[str, Any], binary: int | None) -> int:
    length, address = int(buffer["byteLength"]), str(buffer.get("uri", ""))
    if not address:
        if place or binary is None or binary < length:
            raise _refused(_("les données du tampon %(place)s manquent") % {"place": place})
        return length
    _check_inside(address)
    try:
        held = len(base64.b64decode(address.partition(",")[2], validate=True))
    except binascii.Error:
        raise _refused(_("les données du tampon %(place)s sont illisibles") % {"place": place}) from None
    if held < length:
        raise _refused(_("les données du tampon %(place)s sont coupées") % {"place": place})
    return length


def _check_inside(address: str) -> None:
    if address and not address.startswith("data:"):
        raise _refused(
            _("il a besoin d’un autre fichier, « %(name)s » ; enregistrez-le en un seul fichier .glb")
            % {"name": shown(address)}
        )


def _view_size(place: int, view: dict[str, Any], sizes: list[int]) -> tuple[int, int]:
    """(bytes, bytes from one element to the next or 0)."""
    starts, length, buffer = int(view.get("byteOffset", 0)), int(view["byteLength"]), int(view["buffer"])
    if buffer < 0 or starts < 0 or length < 1 or starts + length > sizes[buffer]:
        raise _refused(_("la vue %(place)s sort de son tampon") % {"place": place})
    return length, int(view.get("byteStride", 0))


def _check_accessor(place: int, accessor: dict[str, Any], views: list[tuple[int, int]]) -> None:
    element = _COMPONENT_BYTES[accessor["componentType"]] * _COMPONENTS[accessor["type"]]
    count, starts = int(accessor["count"]), int(accessor.get("byteOffset", 0))
    view = accessor.get("bufferView")
    if view is None:
        return
    length, stride = views[int(view)]
    if count < 1 or int(view) < 0 or starts < 0 or starts + (count - 1) * (stride or element) + element > length:
        raise _refused(_("l’accesseur %(place)s sort de sa vue") % {"place": place})


def _refused(why: str) -> PackageRefused:
    return PackageRefused(Cause.DAMAGED, _("Cet objet glTF ne peut pas être montré : %(why)s.") % {"why": why})

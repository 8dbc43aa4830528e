"""The media type of a file in a package, by the ending of its name: the browser is told not to guess."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
_TYPES = {
    "text/html": "html htm",
    "application/xhtml+xml": "xhtml",
    "text/css": "css",
    "text/javascript": "js mjs",
    "application/json": "json map gltf",
    "application/xml": "xml xsd xsl dtd",
    "text/plain": "txt md log",
    "text/vtt": "vtt",
    "text/csv": "csv",
    "image/png": "png",
    "image/jpeg": "jpg jpeg jfif",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/svg+xml": "svg",
    "image/bmp": "bmp",
    "image/x-icon": "ico cur",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a aac",
    "audio/ogg": "ogg oga opus",
    "audio/wav": "wav",
    "video/mp4": "mp4 m4v",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "application/vnd.apple.mpegurl": "m3u8",
    "video/mp2t": "ts",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "application/vnd.ms-fontobject": "eot",
    "application/pdf": "pdf",
    "model/gltf-binary": "glb",
    "application/wasm": "wasm",
    "application/zip": "zip",
    "application/x-shockwave-flash": "swf",
}
_BY_ENDING = {ending: media_type for media_type, endings in _TYPES.items() for ending in endings.split()}
_BY_ENDING["gltf"] = "model/gltf+json"


def media_type_of(name: str) -> str:
    """'text/html' for 'cours/page.HTML'. Without a charset: a page says its own, and its scripts follow it."""
    stem, dot, ending = name.rpartition(".")
    return _BY_ENDING.get(ending.lower(), UNKNOWN) if dot and stem else UNKNOWN

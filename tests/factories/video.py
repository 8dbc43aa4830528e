"""A small WebM file, made here: VP8 key frames that the browser drew, in the boxes that let one seek.

Source: Matroska (RFC 9559) as WebM uses it. Every frame stands alone, so that any instant can be shown.
"""

from __future__ import annotations

import base64
import struct

from playwright.sync_api import Page

SECONDS = 20
_FRAMES_A_SECOND = 4
_WIDTH, _HEIGHT = 160, 90
_DRAW = """([count, width, height]) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  return [...Array(count).keys()].map((each) => {
    pen.fillStyle = `hsl(${each * 5} 60% 40%)`;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "white";
    pen.fillText(`Image ${each}`, 20, 50);
    return canvas.toDataURL("image/webp", 0.5).split(",")[1];
  });
}"""


def small_video(page: Page) -> bytes:
    """A silent video of twenty seconds whose pictures are numbered; `page`: any page of a browser, to draw them."""
    drawn = page.evaluate(_DRAW, [SECONDS * _FRAMES_A_SECOND, _WIDTH, _HEIGHT])
    return _webm([_key_frame(base64.b64decode(each)) for each in drawn])


def bare_video() -> bytes:
    """The same boxes around pictures that no browser shows: for tests without one."""
    return _webm([b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<2H", _WIDTH, _HEIGHT)] * SECONDS * _FRAMES_A_SECOND)


def _key_frame(webp: bytes) -> bytes:
    """The VP8 frame of a lossy WebP picture (RFC 9649)."""
    at = webp.index(b"VP8 ")
    (size,) = struct.unpack("<I", webp[at + 4 : at + 8])
    return webp[at + 8 : at + 8 + size]


def _webm(frames: list[bytes]) -> bytes:
    head = _box("1A45DFA3", _number("4286", 1), _number("42F7", 1), _number("42F2", 4), _number("42F3", 8),
                _box("4282", b"webm"), _number("4287", 2), _number("4285", 2))  # fmt: skip
    length = _box("4489", struct.pack(">d", SECONDS * 1000.0))
    info = _box("1549A966", _number("2AD7B1", 1_000_000), length, _box("4D80", b"x"), _box("5741", b"x"))
    size = _box("E0", _number("B0", _WIDTH), _number("BA", _HEIGHT))
    track = _box(
        "1654AE6B", _box("AE", _number("D7", 1), _number("73C5", 1), _number("83", 1), _box("86", b"V_VP8"), size)
    )
    clusters = [_cluster(second, frames) for second in range(SECONDS)]
    cues_size = len(_cues([0] * SECONDS))
    places, at = [], len(info) + len(track) + cues_size
    for each in clusters:
        places.append(at)
        at += len(each)
    return head + _box("18538067", info, track, _cues(places), *clusters)


def _cluster(second: int, frames: list[bytes]) -> bytes:
    first = second * _FRAMES_A_SECOND
    step = 1000 // _FRAMES_A_SECOND
    blocks = [
        _box("A3", b"\x81" + struct.pack(">h", place * step) + b"\x80" + frame)
        for place, frame in enumerate(frames[first : first + _FRAMES_A_SECOND])
    ]
    return _box("1F43B675", _number("E7", second * 1000), *blocks)


def _cues(places: list[int]) -> bytes:
    """Where each second begins."""
    return _box(
        "1C53BB6B",
        *[
            _box("BB", _number("B3", second * 1000), _box("B7", _number("F7", 1), _number("F1", place)))
            for second, place in enumerate(places)
        ],
    )


def _number(name: str, value: int) -> bytes:
    return _box(name, struct.pack(">Q", value))


def _box(name: str, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = struct.pack(">B", len(content) | 1 << 7) if len(content) < 127 else struct.pack(">Q", len(content) | 1 << 56)
    return bytes.fromhex(name) + size + content

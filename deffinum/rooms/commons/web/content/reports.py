"""`/rapport`: the browser tells what a package tried and was refused. Logged, cut, never more than a few a minute."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.http import HttpRequest, HttpResponse

from deffinum.rooms.commons.queries.package_index import ServedVersion

MOST_BYTES = 16 * 1024
MOST_A_MINUTE = 20
"""Of one version, in each web process."""
_MOST_COUNTED = 1_000
_log = logging.getLogger("deffinum.commons.content")
_lock = threading.Lock()
_counts: OrderedDict[tuple[str, int], int] = OrderedDict()


def page(request: HttpRequest) -> HttpResponse:
    """POST a report (CSP level 3, 5.3); always 204: who sends it learns nothing."""
    version: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    length = request.headers.get("Content-Length", "")
    if request.method == "POST" and length.isdecimal() and int(length) <= MOST_BYTES and _is_counted(str(version.id)):
        try:
            told = orjson.loads(request.body)
        except (orjson.JSONDecodeError, OSError):
            told = None
        report = told.get("csp-report") if isinstance(told, dict) else None
        if isinstance(report, dict):
            _log.warning(
                "refused to version %s: %s of %s",
                version.id,
                _word(report, "effective-directive") or _word(report, "violated-directive"),
                _where(report.get("blocked-uri")),
            )
    return HttpResponse(status=204)


def _is_counted(version: str) -> bool:
    """Is there still room for this version in this minute?"""
    key = (version, int(time.monotonic() // 60))
    with _lock:
        _counts[key] = _counts.get(key, 0) + 1
        while len(_counts) > _MOST_COUNTED:
            _counts.popitem(last=False)
        return _counts[key] <= MOST_A_MINUTE


def _word(report: dict[str, Any], name: str) -> str:
    value = report.get(name)
    return "".join(each for each in value[:40] if each.isalnum() or each == "-") if isinstance(value, str) else ""


def _where(address: object) -> str:
    """The site that the package wanted to reach, without what it wanted to tell it."""
    if not isinstance(address, str):
        return "-"
    try:
        parts = urlsplit(address[:300])
    except ValueError:
        return "-"
    where = f"{parts.scheme}://{parts.netloc}" if parts.netloc else address[:20]
    return "".join(each for each in where if each.isascii() and each.isprintable())[:120]

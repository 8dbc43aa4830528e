"""The headers of every answer of a content host: what a package may do, and where it may speak.

Sources: CSP level 3; Fetch (Cross-Origin-Resource-Policy); HTML (Cross-Origin-Opener-Policy, Origin-Agent-Cluster).
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase

from deffinum.foundation.packages.words import PackageFormat
from deffinum.rooms.commons.queries.package_index import ServedVersion

SANDBOX = "allow-scripts allow-same-origin allow-forms allow-downloads allow-modals"
"""What a package may do in its frame. `allow-same-origin` is its own host, which serves nothing else; the window above
it stays out of reach (no `allow-top-navigation`), and so does any other: a window that it opened could carry to another
site, in its address, what no request may carry."""
REPORTS = "/rapport"
_H5P_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
)
_SPEAKS_XAPI = frozenset({PackageFormat.CMI5, PackageFormat.XAPI})


def plain_answer(status: int, sentence: str) -> HttpResponse:
    """A sentence, and nothing that a browser runs."""
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def guard(answer: HttpResponseBase, version: ServedVersion | None) -> HttpResponseBase:
    """Set the headers, whatever the answer is; `version` None: a host of no version."""
    headers = answer.headers
    headers["Content-Security-Policy"] = content_policy(version.format if version else None)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Origin-Agent-Cluster"] = "?1"
    headers["X-Robots-Tag"] = "noindex"
    headers.setdefault("Cache-Control", "no-store")
    if version is not None and not version.is_archive:
        # One file, shown by the platform's own player: its page reads it from there, and no other page does.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        headers["Access-Control-Allow-Origin"] = settings.SITE_URL
        headers["Access-Control-Expose-Headers"] = "Content-Length, Content-Range, Accept-Ranges"
    return answer


def content_policy(found: PackageFormat | None) -> str:
    """The policy of a format: its own host, and the record store for what speaks xAPI by itself.

    H5P has one of its own: its programs were read before they were allowed, its contents were not. Scripts come from
    files alone (`script-src 'self'`; no content brings one), so that what a content writes in its texts never runs;
    no frame, no worker, no form. Open: styles written in elements (the libraries of H5P set them in the HTML that
    they build), pictures and films that a library makes itself (`blob:`, `data:`), fonts in a style sheet (`data:`).
    """
    if found is PackageFormat.H5P:
        return "; ".join([f"sandbox {SANDBOX}", *_H5P_POLICY, *_always()])
    records = f" {settings.SITE_URL}/xapi/ {settings.SITE_URL}/cmi5/fetch/" if found in _SPEAKS_XAPI else ""
    sandbox = f"{SANDBOX} allow-popups" if found in _SPEAKS_XAPI else SANDBOX
    return "; ".join(
        [
            f"sandbox {sandbox}",
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
            f"connect-src 'self' data: blob:{records}",
            "form-action 'self'",
            "base-uri 'self'",
            *_always(),
        ]
    )


def _always() -> list[str]:
    return ["webrtc 'block'", f"frame-ancestors 'self' {settings.SITE_URL}", f"report-uri {REPORTS}"]

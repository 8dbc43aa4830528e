"""Signed statements: a JSON Web Signature attached to what it signs (xAPI 1.0.3 data, section 2.6; RFC 7515)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_der_x509_certificate
from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement
from deffinum.foundation.xapi.equality import digest_of

Json = Any

USAGE = "http://adlnet.gov/expapi/attachments/signature"
CONTENT_TYPE = "application/octet-stream"
ALGORITHMS = ("RS256", "RS384", "RS512")


def check_signature(statement: dict[str, Json], attachment: dict[str, Json], content: bytes, *, where: str) -> None:
    """Refuse a signature that is malformed, false, or of another statement. Raises InvalidStatement.

    Without a certificate in the header (x5c) the signature cannot be verified: its form and its statement are.
    """
    if attachment["contentType"].partition(";")[0].strip() != CONTENT_TYPE:
        raise InvalidStatement(
            f"{where}.contentType", _("une signature est de type %(kind)s.") % {"kind": CONTENT_TYPE}
        )
    reader = jwt.PyJWS(algorithms=list(ALGORITHMS))
    try:
        header = reader.get_unverified_header(content)
        if header.get("alg") not in ALGORITHMS:
            raise InvalidStatement(
                where, _("la signature utilise l’un de ces algorithmes : %(known)s.") % {"known": ", ".join(ALGORITHMS)}
            )
        key = _key_of(header)
        read = reader.decode_complete(
            content, key or "", algorithms=list(ALGORITHMS), options={"verify_signature": key is not None}
        )
        signed = orjson.loads(read["payload"])
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, binascii.Error) as problem:
        raise InvalidStatement(where, _("la signature ne se lit pas ou ne se vérifie pas.")) from problem
    if not isinstance(signed, dict) or not isinstance(signed.get("object"), dict):
        raise InvalidStatement(where, _("la signature ne porte pas sur une trace."))
    if digest_of(signed, without_attachments=True) != digest_of(statement, without_attachments=True):
        raise InvalidStatement(where, _("la signature porte sur une autre trace."))


def _key_of(header: dict[str, Json]) -> RSAPublicKey | None:
    chain = header.get("x5c")
    if not chain:
        return None
    key = load_der_x509_certificate(base64.b64decode(chain[0])).public_key()
    if not isinstance(key, RSAPublicKey):
        raise TypeError("not an RSA certificate")
    return key

"""Attachments on the wire."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.xapi.checking import InvalidStatement
from deffinum.foundation.xapi.multipart import check_hash, fresh_boundary, media_type, read_parts, write_parts


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_what_is_written_is_read_back_to_the_byte(contents: list[bytes]) -> None:
    boundary = fresh_boundary(contents)
    others = [("application/octet-stream", hashlib.sha256(each).hexdigest(), each) for each in contents]
    body = b"".join(write_parts(b"[]", others, boundary=boundary))
    first, *parts = read_parts(body, boundary=boundary)
    assert first.content == b"[]"
    assert [each.content for each in parts] == contents
    assert [each.headers["x-experience-api-hash"] for each in parts] == [sha2 for _kind, sha2, _content in others]


def test_line_ends_of_either_kind_and_a_preamble_are_read() -> None:
    body = b"avant\n--x\nContent-Type: application/json\n\n{}\n--x\nX-A: 1\n\n\xff\n--x--\napr\xc3\xa8s"
    assert [each.content for each in read_parts(body, boundary="x")] == [b"{}", b"\xff"]


@pytest.mark.parametrize(
    ("body", "boundary"),
    [
        (b"--x\r\nA: 1\r\n\r\ncoup\xc3\xa9", "x"),
        (b"rien", "x"),
        (b"--x\r\nsans corps\r\n--x--", "x"),
        (b"--x--", None),
        (b"--x--", "deux\r\nlignes"),
        (b"--x" + b"\r\nA: 1\r\n\r\n\r\n--x" * 1002 + b"--", "x"),
    ],
)
def test_what_is_no_multipart_is_refused_in_words(body: bytes, boundary: str | None) -> None:
    with pytest.raises(InvalidStatement):
        read_parts(body, boundary=boundary)


def test_the_type_is_read_whatever_its_case_and_quotes() -> None:
    assert media_type('Multipart/Mixed; BOUNDARY="a b"; x=y') == ("multipart/mixed", {"boundary": "a b", "x": "y"})
    assert media_type("")[0] == ""


def test_bytes_must_have_the_hash_that_they_came_with() -> None:
    for name in ("sha224", "sha256", "sha384", "sha512"):
        check_hash(hashlib.new(name, b"a").hexdigest(), b"a")
    for wrong in (hashlib.sha256(b"b").hexdigest(), hashlib.sha1(b"a", usedforsecurity=False).hexdigest(), ""):
        with pytest.raises(InvalidStatement):
            check_hash(wrong, b"a")

"""What leaves slowly holds no connection, or is counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.http import StreamingHttpResponse

from deffinum.design import leaving
from deffinum.design.file_answer import file_answer
from deffinum.design.leaving import MOST_EXPORTS, ManyExports, ManyReaders, leaving_export, leaving_file
from tests.factories.commons import deposited
from tests.factories.documents import small_document


@pytest.mark.django_db(transaction=True)
def test_a_stored_file_gives_the_connection_back_before_its_first_byte() -> None:
    stored = deposited(small_document("Une page"), name="notice.pdf").file
    answer = file_answer(stored)
    connection.ensure_connection()  # as a middleware does that writes the session
    pieces = iter(answer)
    first = next(pieces)
    assert connection.connection is None
    content = first + b"".join(pieces)
    answer.close()
    assert len(content) == stored.size == int(answer["Content-Length"])
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment") and "notice.pdf" in answer["Content-Disposition"]


def test_files_are_counted_and_close_with_their_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "_readers", threading.BoundedSemaphore(1))
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100_000)
    file, other = path.open("rb"), path.open("rb")
    answer = StreamingHttpResponse(leaving_file(file))
    with pytest.raises(ManyReaders) as refused:
        leaving_file(other)
    assert (refused.value.status, refused.value.retry_after, other.closed) == (503, 3, True)
    answer.close()  # before its first byte was read
    answer.close()
    assert file.closed
    again = StreamingHttpResponse(leaving_file(path.open("rb")))
    assert again.getvalue() == b"x" * 100_000
    again.close()
    dropped = StreamingHttpResponse(leaving_file(path.open("rb")))
    del dropped  # by a middleware that failed: nobody closes it
    leaving_file(path.open("rb")).close()


def test_exports_are_few_at_once_and_end_with_their_answer() -> None:
    ended = []

    def lines() -> Iterator[str]:
        try:
            yield "one"
            yield "two"
        finally:
            ended.append(True)

    answers = [StreamingHttpResponse(leaving_export(lines())) for _each in range(MOST_EXPORTS)]
    with pytest.raises(ManyExports):
        leaving_export(lines())
    assert next(iter(answers[0])) == b"one"
    for each in answers:
        each.close()
    assert ended == [True]
    last = StreamingHttpResponse(leaving_export(lines()))
    assert last.getvalue() == b"onetwo"
    last.close()

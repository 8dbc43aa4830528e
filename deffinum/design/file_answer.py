"""Give a stored file back."""

from __future__ import annotations

from django.http import StreamingHttpResponse

from deffinum.design.leaving import leaving_file
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.reading import file_response_headers, open_file


def file_answer(stored: StoredFile) -> StreamingHttpResponse:
    """The content with its own type, saved under its name. Raises FileRemoved, ContentMissing, ManyReaders."""
    headers = file_response_headers(stored)
    return StreamingHttpResponse(
        leaving_file(open_file(stored)), content_type=headers.pop("Content-Type"), headers=headers
    )

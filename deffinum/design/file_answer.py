"""Give a stored file back."""

from __future__ import annotations

from django.http import FileResponse

from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.reading import file_response_headers, open_file


def file_answer(stored: StoredFile) -> FileResponse:
    """The content with its own type, saved under its name. Raises FileRemoved, ContentMissing.

    The type and the name are set apart: Django would write its own from the name of the open file, which is a hash,
    and ask the browser to show the content as a page.
    """
    headers = file_response_headers(stored)
    disposition = headers.pop("Content-Disposition")
    answer = FileResponse(open_file(stored), content_type=headers.pop("Content-Type"), headers=headers)
    answer.headers["Content-Disposition"] = disposition
    return answer

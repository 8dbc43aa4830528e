"""Give a stored file back."""

from __future__ import annotations

from django.http import FileResponse

from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.reading import file_response_headers, open_file


def file_answer(stored: StoredFile) -> FileResponse:
    """The content with its own type, saved under its name. Raises FileRemoved, ContentMissing.

    The type is given apart: Django guesses it from the name of the open file, which is a hash, and a header of the
    same name would not be believed.
    """
    headers = file_response_headers(stored)
    return FileResponse(open_file(stored), content_type=headers.pop("Content-Type"), headers=headers)

"""Every night: every kept content is read again, left-overs are deleted."""

from __future__ import annotations

import logging

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.files.checking import check_files
from deffinum.foundation.jobs.registry import periodic_job

log = logging.getLogger(__name__)


class FilesDamaged(RuntimeError):
    """Contents are missing or changed on the disk: restore them from the backup; the log names their hashes."""


@periodic_job("files.check", cron="10 3 * * *")
def check_every_file(timestamp: int) -> None:
    """Compare each kept file with its hash and sweep left-overs; raises FilesDamaged after the whole reading."""
    report = check_files(now=database_now(), sweep=True)
    for sha256 in report.missing:
        log.error("The content %s is missing on the disk.", sha256)
    for sha256 in report.changed:
        log.error("The content %s changed on the disk.", sha256)
    if report.missing or report.changed:
        raise FilesDamaged(f"{len(report.missing)} contents missing, {len(report.changed)} changed.")

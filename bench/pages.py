"""What the main pages cost: queries, CPU, wall time, bytes.

    make bench ARGS=pages

With 1,005 deposited applications (see `_applications.py`), in one process, through Django's test client: everything
the web server would do but the network. Medians of 15 after 2. Trust CPU time: the wall depends on what else runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from _ground import Measure, django_on, filled_database, gzipped, machine, measured, print_table, say


@dataclass(frozen=True)
class Wanted:
    """A page to measure, and what the project asks of it."""

    name: str
    path: str
    persona: str = ""
    """Who reads it; empty: a visitor."""
    most_queries: int = 0
    most_cpu: int = 0
    """Milliseconds; 0: no target."""
    hypha: str = ""
    """What Hypha costs for the same page on the same data."""

    @property
    def target(self) -> str:
        """The target in words."""
        parts = [
            f"≤ {self.most_queries}" if self.most_queries else "",
            f"≤ {self.most_cpu} ms" if self.most_cpu else "",
        ]
        return ", ".join(filter(None, parts)) or "—"

    def missed(self, queries: int, measure: Measure) -> str:
        """By how much the targets are missed ('' when they are met)."""
        over = []
        if self.most_queries and queries > self.most_queries:
            over.append(f"{queries - self.most_queries} queries over")
        if self.most_cpu and measure.cpu > self.most_cpu:
            over.append(f"{measure.cpu / self.most_cpu:.1f} × the CPU")
        return ", ".join(over)


def pages() -> list[Wanted]:
    """The ten pages; a file in review, the sample lead's draft and its deposited file."""
    # imported here: Django must be set up first
    from deffinum.rooms.calls.models import Application  # noqa: PLC0415
    from deffinum.rooms.selection.models import Examination  # noqa: PLC0415

    draft = Application.objects.get(reference="BROUILLON-EXEMPLE")
    deposited = Application.objects.deposited().filter(lead=draft.lead, wave=draft.wave).order_by("reference")[0]
    reviewed = Examination.objects.filter(state="reviewed").order_by("opened_at")[0]
    return [
        Wanted("Home", "/"),
        Wanted("The plan", "/plan/"),
        Wanted("A call", "/appels/appel-exemple/"),
        Wanted("Officers’ list", "/instruction/dossiers/", "officer", 12, 60, "140, 450 ms"),
        Wanted("Officers’ list, searched", "/instruction/dossiers/?q=exemple&etat=in_review", "officer", 12, 60),
        Wanted(
            "Officer’s page of a file", f"/instruction/dossiers/{reviewed.application_id}/", "officer", 15, 40,
            "44, 102 ms",
        ),
        Wanted(
            "The whole file, officer", f"/instruction/dossiers/{reviewed.application_id}/dossier/", "officer", 15, 40
        ),
        Wanted("Officers’ desk", "/instruction/", "officer", 10, 0, "29, 117 ms"),
        Wanted("Committee’s ranking", "/comite/deffinum/", "jury", 12, 100),
        Wanted("Applicant’s page, deposited", f"/candidatures/{deposited.pk}/", "lead", 15, 40),
        Wanted("Applicant’s page, draft", f"/candidatures/{draft.pk}/", "lead", 15, 40),
        Wanted("Budget (7 members, 126 cells)", f"/candidatures/{draft.pk}/budget/", "lead"),
        Wanted("My space", "/mon-espace/", "lead"),
        Wanted("Public register", "/registre/"),
        Wanted("Search", "/recherche/?q=tiers-lieux"),
    ]  # fmt: skip


def client_of(persona: str) -> Any:
    """A signed-in browser (a visitor's when there is no persona)."""
    from django.test import Client  # noqa: PLC0415 - Django must be set up first

    from deffinum.rooms.people.models import Account  # noqa: PLC0415
    from deffinum.rooms.people.public import sample_account  # noqa: PLC0415

    client = Client(headers={"accept-language": "fr"})
    if persona:
        client.force_login(
            Account.objects.get(pk=sample_account(persona).id), "allauth.account.auth_backends.AuthenticationBackend"
        )
    return client


def measure_page(wanted: Wanted) -> list[object]:
    """One row of the table."""
    from django.db import connection  # noqa: PLC0415 - Django must be set up first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = client_of(wanted.persona)
    first = client.get(wanted.path)
    if first.status_code != 200:
        return [wanted.name, f"answers {first.status_code}", "", "", "", "", wanted.target, "", wanted.hypha]
    with CaptureQueriesContext(connection) as captured:
        content = client.get(wanted.path).content
    queries = len(captured)
    measure = measured(lambda: client.get(wanted.path))
    return [
        wanted.name, queries, measure.cpu, measure.wall, f"{len(content) / 1000:.0f} kB",
        f"{gzipped(content) / 1000:.1f} kB", wanted.target, wanted.missed(queries, measure) or "met"
        if wanted.target != "—" else "—", wanted.hypha or "—",
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    with django_on(filled_database()):
        rows = [measure_page(each) for each in pages()]
        say(f"\nPages — {machine()}\n")
        heads = ["Page", "Queries", "CPU ms", "Wall ms", "HTML", "gzip", "Target", "Verdict", "Hypha"]
        print_table(heads, rows)
        say("\nHypha: queries and time on the same data, as given by the objective this page was built to meet.")


if __name__ == "__main__":
    main()

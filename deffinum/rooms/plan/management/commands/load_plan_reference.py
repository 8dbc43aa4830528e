"""`manage.py load_plan_reference`: the public facts of the plan, in any mode. Loading twice changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.plan.commands.load_plan_reference import load_plan_sample


class Command(BaseCommand):
    """The facts are real and sourced: they are also what a production site starts with."""

    help = "Load the public reference facts of the plan. Loading twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was added."""
        done = load_plan_sample(by=PLATFORM, now=database_now())
        self.stdout.write(
            f"{done.frame} axes, levers and lines; {done.states} states; {done.entries} amounts; {done.figures} figures"
            if done.changed
            else "nothing to add"
        )

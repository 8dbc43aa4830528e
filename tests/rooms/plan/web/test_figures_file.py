"""The page, the file and the API tell the same figures."""

from __future__ import annotations

import csv
import io

from django.test import Client

from deffinum.rooms.plan.queries.published_figures import PublishedFigure, published_figures
from deffinum.rooms.plan.web.figures_file import COLUMNS


def told(figure: PublishedFigure) -> tuple[str, ...]:
    return (figure.key, figure.written_value, figure.unit, figure.as_of.text, figure.source.address, figure.lever)


def test_file_and_api_come_from_the_page_s_query(plan: None, client: Client) -> None:
    expected = [told(each) for each in published_figures()]
    answer = client.get("/plan/chiffres.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(lines[0]) == COLUMNS
    assert [
        (each["key"], each["value"], each["unit"], each["as_of"], each["address"], each["lever"]) for each in lines
    ] == expected
    api = client.get("/api/plan/figures").json()
    assert [
        (each["key"], each["value"], each["unit"], each["as_of"], each["source"]["address"], each["lever"])
        for each in api
    ] == expected
    page = client.get("/plan/").content.decode()
    assert all(address in page.replace("&amp;", "&") for *_, address, _lever in expected)


def test_money_is_written_without_float(plan: None, client: Client) -> None:
    assert ",90000000.00,EUR," in client.get("/plan/chiffres.csv").content.decode()

"""A table that becomes cards on a phone keeps its meaning."""

from __future__ import annotations

from django.template import Context, Template

from deffinum.design.stacked import stacked

TABLE = (
    '<thead><tr><th scope="col">Nom</th><th scope="col" class="number">Dont &amp; "net"</th></tr></thead>'
    '<tbody><tr><th scope="rowgroup" colspan="2">2021</th></tr>'
    '<tr id="a"><th scope="row">Un</th><td class="number">1 €</td></tr></tbody>'
)


def test_each_cell_says_its_column_and_its_role() -> None:
    written = stacked(TABLE)
    assert '<td role="cell" data-label="Dont &amp; &quot;net&quot;" class="number">1 €</td>' in written
    assert '<th role="rowheader" scope="row">Un</th>' in written
    assert '<th role="rowheader" scope="rowgroup" colspan="2">2021</th>' in written
    assert written.count('role="columnheader"') == 2
    assert '<tr role="row" id="a">' in written
    assert written.count('role="rowgroup"') == 2


def test_the_table_says_that_it_is_one_only_when_it_stacks() -> None:
    template = "{% data_table caption='Chiffres' stack=stack %}" + TABLE + "{% enddata_table %}"
    shown = [Template(template).render(Context({"stack": stack})) for stack in (True, False)]
    assert ['role="table"' in each for each in shown] == [True, False]
    assert ["data-label" in each for each in shown] == [True, False]


def test_a_table_without_headings_is_left_readable() -> None:
    assert stacked("<tbody><tr><td>Seul</td></tr></tbody>") == (
        '<tbody role="rowgroup"><tr role="row"><td role="cell">Seul</td></tr></tbody>'
    )

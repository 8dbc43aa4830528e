"""Filters and tags of the look (a `builtin` of the templates: no `{% load %}` needed). See `design/README.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from deffinum.design import formats, repeated, slots
from deffinum.design.charts import bar_rows
from deffinum.design.icons import icon_svg
from deffinum.design.repeated import definition_lines, side_lines
from deffinum.design.stacked import stacked
from deffinum.design.templatetags import deciding, words
from deffinum.design.templatetags.words import DSFR_TONES
from deffinum.foundation.policies import Verdict

register = template.Library()
register.filters.update(words.register.filters)
register.tags.update(deciding.register.tags)
simple_block_tag = register.simple_block_tag

# --- small marks -----------------------------------------------------------------------------------------------------


@register.simple_tag
def site_theme() -> str:
    """'neutre' or 'etat': layouts ask it themselves, so that an error page needs no context."""
    return str(settings.THEME)


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "download" %}`: decorative, always beside a word. Names: `deffinum/design/icons.py`."""
    return icon_svg(name)


@register.simple_tag
def illustration(name: str) -> SafeString:
    """`{% illustration "doors" %}`: a line drawing of ours (`templates/design/illustrations/`), decorative."""
    return render_to_string(f"design/illustrations/{name}.svg")


@register.simple_tag
def state_tag(label: object, tone: str = "neutral") -> SafeString:
    """`{% state_tag "Recevable" "success" %}`.

    Tones: neutral, todo, progress, success, warning, danger, info, stopped. Each has its own shape: colour is
    never alone.
    """
    dsfr = f" fr-badge--{DSFR_TONES[tone]}" if tone in DSFR_TONES else ""
    return format_html(
        '<span class="state-tag state-tag--{} fr-badge fr-badge--no-icon{}">{}{}</span>',
        tone,
        dsfr,
        icon_svg(f"state-{tone}"),
        label,
    )


@register.simple_tag
def choose(value: object, name: str = "chosen", label: object = "") -> SafeString:
    """`{% choose dossier.id name="dossiers" label=dossier.reference %}`: the box that ticks a line of a list."""
    said = _("Choisir %(line)s") % {"line": label or value}
    box = '<input class="choice__input choice__input--alone" type="checkbox" name="{}" value="{}" aria-label="{}">'
    return format_html(box, name, value, said)


@register.simple_tag
def choose_all() -> SafeString:
    """`{% choose_all %}` in the header: ticks every line (with scripts); `[data-chosen-count]` in the form counts."""
    box = '<input class="choice__input choice__input--alone" type="checkbox" data-choose-all aria-label="{}">'
    return format_html(box, _("Choisir toutes les lignes"))


@register.simple_tag(takes_context=True)
def slot(context: Context, slot_name: str, **values: Any) -> SafeString:
    """`{% slot "calls.application_page.after" application=dossier %}`: what the upper rooms put there."""
    return slots.render(slot_name, context.get("request"), **values)


# --- components with a template --------------------------------------------------------------------------------------


@register.inclusion_tag("design/components/where_from.html")
def where_from(
    source: Any = "", url: str = "", date: date | None = None, method: object = "", summary: object = ""
) -> dict[str, Any]:
    """`{% where_from figure.source %}` or `{% where_from "JOCE" url="https://…" date=day method="…" %}`.

    A small disclosure after a figure. Not inside a `<p>`: put the figure and it in a `<div>`, `<dd>` or `<td>`.
    """
    if hasattr(source, "label"):
        return {
            "source": source.label,
            "url": getattr(source, "url", "") or url,
            "date": getattr(source, "date", None) or date,
            "method": getattr(source, "method", "") or method,
            "summary": summary,
        }
    return {"source": source, "url": url, "date": date, "method": method, "summary": summary}


@register.inclusion_tag("design/components/thread.html")
def thread(steps: Iterable[Any], label: object = "", layout: str = "vertical") -> dict[str, Any]:
    """`{% thread steps label="Vie du dossier" layout="horizontal" %}`: the line that links the steps of a life.

    Steps: `shapes.Step` or the same attributes (label, state, when, note, url).
    """
    return {"steps": list(steps), "label": label, "layout": layout}


@register.inclusion_tag("design/components/verdict.html")
def verdict(answer: Any, yes: object = "", no: object = "", proof: Any = None) -> dict[str, Any]:
    """`{% verdict answer yes="Éligible" no="Non éligible" proof=tree %}`: the verdict first, then its proof.

    `answer`: a Verdict, a proof (`.allowed` or `.result`, `.sentence`) or a boolean.
    """
    allowed = _allowed(answer)
    sentence = str(getattr(answer, "reason", "") or getattr(answer, "sentence", ""))
    return {"allowed": allowed, "yes": yes, "no": no, "sentence": sentence, "proof": proof}


@register.inclusion_tag("design/components/proof_tree.html")
def proof_tree(proof: Any, *, unfolded: bool = False) -> dict[str, Any]:
    """`{% proof_tree proof %}`: nested disclosures; each rule with the values it read, its result, its sentence.

    Reads `.label`, `.allowed` or `.result`, `.sentence`, `.values` [(label, displayed) or objects], `.children`,
    `.severity` ('warning': does not block) and `.source`: the shape of `foundation.questionnaires.proofs.Proof`.
    """
    allowed = _allowed(proof)
    mark = "unknown" if allowed is None else "yes" if allowed else "no"
    if mark == "no" and getattr(proof, "severity", "") == "warning":
        mark = "warning"
    return {
        "mark": mark,
        "label": str(getattr(proof, "label", "")),
        "sentence": str(getattr(proof, "sentence", "")),
        "source": str(getattr(proof, "source", "")),
        "values": [_shown(value) for value in getattr(proof, "values", ()) or ()],
        "children": list(getattr(proof, "children", ()) or ()),
        "unfolded": unfolded,
    }


def _shown(value: Any) -> tuple[Any, Any]:
    """(label, what is shown) of a value that a rule read: a pair, or an object with `.label` and `.displayed`."""
    return (value.label, value.displayed) if hasattr(value, "displayed") else tuple(value)


def _allowed(answer: Any) -> bool | None:
    """True, False, or None when it could not be decided. Reads booleans and the words of questionnaires' proofs."""
    words = {"satisfied": True, "failed": False, "unknown": None}
    for name in ("allowed", "result"):
        value = getattr(answer, name, answer)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str) and value in words:
            return words[value]
    return None


@register.inclusion_tag("design/components/countdown.html")
def countdown(
    deadline: datetime, now: datetime | None = None, zone: str = "", label: object = "", closed: object = ""
) -> dict[str, Any]:
    """`{% countdown wave.closes_at now=now zone=wave.zone label="Clôture" %}`.

    Written by the server (`now` is the arrival of the request: `now_of(request)`); a small island keeps it alive
    and adds the reader's own zone.
    """
    zone = zone or settings.DEFAULT_ZONE
    left = deadline - (now or datetime.now(UTC))
    other = settings.DEFAULT_ZONE
    differs = formats.in_zone(deadline, zone).utcoffset() != formats.in_zone(deadline, other).utcoffset()
    return {
        "deadline": deadline,
        "machine": formats.machine_instant(deadline),
        "zone": zone,
        "label": label,
        "is_over": left <= timedelta(0),
        "is_near": left <= timedelta(days=7),
        "left": formats.remaining_text(left),
        "seconds_left": int(left.total_seconds()),
        "closed": closed,
        "other_zone": other if differs else "",
    }


@register.inclusion_tag("design/components/empty_state.html")
def empty_state(
    title: object, text: object = "", action_label: object = "", action_url: str = "", drawing: str = "empty"
) -> dict[str, Any]:
    """`{% empty_state "Aucun dossier" text="…" action_label="Préparer un dossier" action_url=url %}`."""
    return {
        "title": title,
        "text": text,
        "action_label": action_label,
        "action_url": action_url,
        "drawing": drawing,
    }


@register.inclusion_tag("design/components/action_button.html")
def action_button(
    permission: Verdict | None,
    label: object,
    url: str = "",
    kind: str = "primary",
    name: str = "",
    value: str = "",
    icon: str = "",
) -> dict[str, Any]:
    """`{% action_button verdict "Déposer la candidature" %}`: a submit button, or a link when `url` is given.

    A negative Verdict greys it and shows its reason, tied by aria-describedby. `kind`: primary, secondary, quiet,
    danger. None counts as allowed.
    """
    allowed = permission is None or bool(permission.allowed)
    return {
        "allowed": allowed,
        "reason": "" if allowed or permission is None else permission.reason,
        "label": label,
        "url": url,
        "kind": kind,
        "name": name,
        "value": value,
        "icon": icon,
        "id": f"motif-{slugify(str(label))}",
    }


@register.inclusion_tag("design/components/bar_chart.html")
def bar_chart(
    bars: Iterable[Any],
    title: object,
    label_heading: object = "",
    amount_heading: object = "",
    csv_url: str = "",
    source: Any = None,
) -> dict[str, Any]:
    """`{% bar_chart bars title="Enveloppes" amount_heading="Montant" csv_url=url source=source %}`.

    Drawn on the server (SVG), followed by its table and, when given, its CSV. Bars: `shapes.Bar`.
    """
    return {
        "rows": bar_rows(list(bars)),
        "title": title,
        "label_heading": label_heading,
        "amount_heading": amount_heading,
        "csv_url": csv_url,
        "source": source,
    }


@register.inclusion_tag("design/components/key_figures.html")
def key_figures(figures: Iterable[Any]) -> dict[str, Any]:
    """`{% key_figures figures %}`: `shapes.KeyFigure` (value, label, source, note), each with its source."""
    return {"figures": list(figures)}


@register.inclusion_tag("design/components/definition_list.html")
def definition_list(rows: Iterable[Any], absent: object = "") -> dict[str, Any]:
    """`{% definition_list rows %}`: `shapes.Row`, (term, value) pairs, or a dict.

    `absent`: what is said, in grey, where a value is empty; the values' line breaks are then kept.
    """
    pairs: Iterable[Any] = rows.items() if isinstance(rows, Mapping) else rows
    shown = [(row.term, row.value) if hasattr(row, "term") else row for row in pairs]
    return {"lines": definition_lines(shown, absent=absent)}


@register.simple_tag
def money_cells(*amounts: Any) -> SafeString:
    """`{% money_cells part.row_totals part.base %}`: a numeric cell for each amount; several may be given at once."""
    flat = (amount for given in amounts for amount in (given if isinstance(given, tuple | list) else (given,)))
    return repeated.money_cells(flat)


@register.inclusion_tag("design/components/tabs.html")
def tabs(items: Iterable[Any], label: object) -> dict[str, Any]:
    """`{% tabs items label="Filtres enregistrés" %}`: links between pages of one group (`shapes.Tab`)."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("design/components/side_nav.html")
def side_nav(items: Iterable[Any], label: object) -> dict[str, Any]:
    """`{% side_nav sections label="Sections du dossier" %}`: a side list with states (`shapes.Tab.state`)."""
    return {"items": side_lines(items), "label": label}


@register.inclusion_tag("design/components/breadcrumb.html")
def breadcrumb(crumbs: Iterable[Any]) -> dict[str, Any]:
    """`{% breadcrumb crumbs %}`: `shapes.Crumb` or (label, url) pairs; the last one is the current page.

    The home page comes first by itself.
    """
    pairs = [(each.label, each.url) if hasattr(each, "label") else tuple(each) for each in crumbs]
    pairs = [pair for pair in pairs if pair[1] != "/"]
    return {"crumbs": pairs[:-1], "current": pairs[-1][0] if pairs else ""}


@register.inclusion_tag("design/components/pagination.html")
def pagination(page: Any) -> dict[str, Any]:
    """`{% pagination page %}`: keyset neighbours (`shapes.Page`: previous_url, next_url, said)."""
    return {"page": page}


@register.inclusion_tag("design/components/listing.html")
def listing(shown: Any) -> dict[str, Any]:
    """`{% listing resources %}`: a table whose lines open pages, its neighbours, file and action (`shapes.Listing`)."""
    return {"listing": shown, "rows": repeated.listing_rows(shown.columns, shown.lines)}


@register.inclusion_tag("design/components/filter_bar.html")
def filter_bar(fields: Iterable[Any], label: object, name: str = "filtre", clear_url: str = "") -> dict[str, Any]:
    """`{% filter_bar fields label="Filtrer les appels" %}`: a search written in the address (`shapes.FilterField`).

    `clear_url` is given when something is filtered: where everything is shown again. `name` starts the identifiers.
    """
    return {"fields": fields, "label": label, "name": name, "clear_url": clear_url}


@register.inclusion_tag("design/components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """`{% error_summary form %}`: what to correct, each line a link to its field. `{{ form }}` already has one."""
    lines = []
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        target = field.id_for_label or field.auto_id if field is not None else ""
        lines += [(target, field.label if field is not None else "", error) for error in errors]
    return {"lines": lines}


# --- blocks ----------------------------------------------------------------------------------------------------------


@simple_block_tag
def notice(content: str, tone: str = "info", title: object = "") -> SafeString:
    """`{% notice "warning" title="Il manque deux pièces" %}…{% endnotice %}`; tones: info, success, warning, danger."""
    return render_to_string("design/components/notice.html", {"content": content, "tone": tone, "title": title})


@simple_block_tag
def card(content: str, title: object = "", url: str = "", heading: int = 3, note: object = "") -> SafeString:
    """`{% card title="Vague 3" url=link heading=2 note="Ouverte" %}…{% endcard %}`."""
    context = {"content": content, "title": title, "url": url, "heading": f"h{heading}", "note": note}
    return render_to_string("design/components/card.html", context)


@simple_block_tag
def data_table(
    content: str,
    caption: object,
    *,
    dense: bool = False,
    hide_caption: bool = False,
    keys: bool = False,
    stack: bool = False,
) -> SafeString:
    """`{% data_table caption="Dossiers déposés" dense=True %}<thead>…</thead><tbody>…</tbody>{% enddata_table %}`.

    Scrolls by itself on a narrow screen (and with the keyboard). `keys`: arrows move between the lines' links and
    `x` ticks them (see `islands/table-keys.js`). `stack`: on a phone each row becomes a card (see `stacked.py`).
    """
    context = {
        "content": stacked(content) if stack else content,
        "caption": caption,
        "dense": dense,
        "hide_caption": hide_caption,
        "keys": keys,
        "stack": stack,
    }
    return render_to_string("design/components/data_table.html", context)


@simple_block_tag
def disclosure(content: str, summary: object, *, unfolded: bool = False) -> SafeString:
    """`{% disclosure "Comment ce montant est-il calculé ?" %}…{% enddisclosure %}`."""
    context = {"content": content, "summary": summary, "unfolded": unfolded}
    return render_to_string("design/components/disclosure.html", context)

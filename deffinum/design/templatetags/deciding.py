"""Tags of the pages that ask before something ends, and of those that show a secret once."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag(takes_context=True)
def confirmation(
    context: Context, content: str, action: object, back: str, other: object = "", other_url: str = ""
) -> SafeString:
    """`{% confirmation _("Fermer la clé") back=back %}<p>Ce qui s’arrête, ce qui reste.</p>{% endconfirmation %}`.

    A POST to the page's own address does it; `back` is where one goes without. `other`: something to do before.
    """
    given = {
        "content": content, "action": action, "back": back, "other": other, "other_url": other_url,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
    return render_to_string("design/components/confirmation.html", given)


@register.inclusion_tag("design/components/copied_field.html")
def copied_field(name: str, label: object, value: object, rows: int = 0) -> dict[str, Any]:
    """`{% copied_field "secret" _("Secret (mot de passe)") secret %}`: what one copies; `rows`: on several lines."""
    return {"name": name, "label": label, "value": value, "rows": rows}

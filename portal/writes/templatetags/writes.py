from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.writes.services import new_key

register = template.Library()


@register.simple_tag
def write_key() -> SafeString:
    """The key of a form that writes, beside its `csrf_token`: however often it is sent, it counts once.

    Known to every template without `load`. The browser must not carry a key over when it restores a form's fields;
    HTML lets only a text field say so, hence one that nobody sees or reaches.
    """
    return format_html('<input type="text" name="write_key" value="{}" autocomplete="off" hidden>', new_key())

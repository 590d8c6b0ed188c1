"""Changes fields in the XML that MiniStack writes by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape


def without_white_space(xml: str) -> str:
    """Drop the white space around values: the provider's XML decoder does not accept ` true ` as a boolean."""
    return re.sub(r"\s+<", "<", re.sub(r">\s+", ">", xml))


def with_fields(xml: str, fields: Mapping[str, str]) -> str:
    """Set top-level fields of a rendered record, whether or not it had them."""
    for name, content in fields.items():
        rendered = f"<{name}>{content}</{name}>"
        pattern = rf"<{name}\s*/>|<{name}>.*?</{name}>"
        if re.search(pattern, xml, re.DOTALL):
            xml = re.sub(pattern, lambda _match, rendered=rendered: rendered, xml, count=1, flags=re.DOTALL)
        else:
            xml += rendered
    return xml


def members(values: list[str]) -> str:
    """Render a list of plain values."""
    return "".join(f"<member>{escape(value)}</member>" for value in values)

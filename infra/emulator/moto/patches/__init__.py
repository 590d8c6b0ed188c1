"""What moto lacks or gets wrong for this architecture, one file per AWS service."""

from __future__ import annotations


def apply() -> None:
    """Patch moto; fails when a patched name is gone."""

"""What MiniStack lacks or gets wrong for this architecture, one file per AWS service."""

from __future__ import annotations

from . import databases, ecs, network


def apply() -> None:
    """Patch MiniStack; fails when a patched name is gone."""
    for service in (databases, ecs, network):
        service.apply()

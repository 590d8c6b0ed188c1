"""What MiniStack lacks or gets wrong for this architecture, one file per AWS service."""

from __future__ import annotations

from . import databases, ecs, exiting_images, network, secrets_manager, service_deployments

SERVICES = (databases, ecs, exiting_images, network, secrets_manager, service_deployments)


def apply() -> None:
    """Patch MiniStack; fails when a patched name is gone."""
    for service in SERVICES:
        service.apply()

"""What moto lacks or gets wrong for this architecture, one file per AWS service."""

from __future__ import annotations

from . import application_autoscaling, autoscaling, cloudwatch, cognito, ec2, errors, kms

SERVICES = (application_autoscaling, autoscaling, cloudwatch, cognito, ec2, kms)


def apply() -> None:
    """Patch moto; fails when a patched name is gone."""
    for service in SERVICES:
        service.apply()
    errors.apply()

"""KMS: the period of key rotation."""

from __future__ import annotations

import json
from typing import Any

from moto.kms.responses import KmsResponse
from patching import wrap_method

DEFAULT_PERIOD_IN_DAYS = 365


def apply() -> None:
    # EnableKeyRotation drops the period and GetKeyRotationStatus does not return it: a plan with
    # rotation_period_in_days wanted to set it each time.
    @wrap_method(KmsResponse, "enable_key_rotation")
    def enable(self: Any, original: Any) -> str:
        response = original()
        key(self).stockroom_rotation_period = self._get_param("RotationPeriodInDays")
        return response

    @wrap_method(KmsResponse, "get_key_rotation_status")
    def status(self: Any, original: Any) -> str:
        response = json.loads(original())
        if response["KeyRotationEnabled"]:
            period = getattr(key(self), "stockroom_rotation_period", None)
            response["RotationPeriodInDays"] = period or DEFAULT_PERIOD_IN_DAYS
        return json.dumps(response)


def key(response: Any) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]

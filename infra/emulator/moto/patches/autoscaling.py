"""Auto Scaling: instance refreshes."""

from __future__ import annotations

import uuid
from typing import Any

from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from patching import add


def apply() -> None:
    # The provider starts an instance refresh when a group's launch template changes. There are no
    # instances to replace, so each refresh is complete when it starts.
    @add(AutoScalingResponse, "start_instance_refresh")
    def start(self: Any) -> ActionResult:
        group = self._get_param("AutoScalingGroupName")
        refresh = {
            "InstanceRefreshId": str(uuid.uuid4()),
            "AutoScalingGroupName": group,
            "Status": "Successful",
            "PercentageComplete": 100,
        }
        refreshes_of(self, group).insert(0, refresh)
        return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})

    @add(AutoScalingResponse, "describe_instance_refreshes")
    def describe(self: Any) -> ActionResult:
        group = self._get_param("AutoScalingGroupName")
        return ActionResult({"InstanceRefreshes": refreshes_of(self, group)})


def refreshes_of(response: Any, group: str) -> list[dict[str, Any]]:
    all_refreshes = vars(response.autoscaling_backend).setdefault("stockroom_refreshes", {})
    return all_refreshes.setdefault(group, [])

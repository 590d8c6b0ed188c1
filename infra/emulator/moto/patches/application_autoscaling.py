"""Application Auto Scaling: tags, alarms, and services that are in the other emulator."""

from __future__ import annotations

import json
import os
from typing import Any

import boto3
from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.models import (
    ApplicationAutoscalingBackend,
    FakeApplicationAutoscalingPolicy,
)
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.exceptions import JsonRESTError
from patching import add, wrap_method

Tags = dict[str, str]


def apply() -> None:
    # RegisterScalableTarget looks for the service in moto's own ECS, but services are in MiniStack.
    ecs = boto3.client("ecs", endpoint_url=os.environ["STOCKROOM_URL"])

    @wrap_method(ApplicationAutoscalingBackend, "_ecs_service_exists_for_target")
    def service_exists(_self: Any, _original: Any, resource_id: str) -> bool:
        _, cluster, service = resource_id.split("/")
        try:
            found = ecs.describe_services(cluster=cluster, services=[service])["services"]
        except ecs.exceptions.ClusterNotFoundException:
            found = []
        if not any(each["status"] == "ACTIVE" for each in found):
            raise AWSValidationException(f"ECS service doesn't exist: {resource_id}")
        return True

    # Putting a policy again creates new alarms, and moto kept the old ones.
    @wrap_method(ApplicationAutoscalingBackend, "put_scaling_policy")
    def put_policy(self: Any, original: Any, **policy: Any) -> Any:
        key = FakeApplicationAutoscalingPolicy.formulate_key(
            policy["service_namespace"],
            policy["resource_id"],
            policy["scalable_dimension"],
            policy["policy_name"],
        )
        replaced = self.policies.get(key)
        response = original(**policy)
        if replaced is not None:
            replaced.delete_alarms(self.account_id, self.region_name)
        return response

    # Tags given on registration were dropped, and the second plan wanted to add them.
    @wrap_method(ApplicationAutoScalingResponse, "register_scalable_target")
    def register(self: Any, original: Any) -> str:
        response = original()
        tags = self._get_param("Tags")
        if tags:
            all_tags(self).setdefault(json.loads(response)["ScalableTargetARN"], {}).update(tags)
        return response

    # The three calls for tags are missing.
    @add(ApplicationAutoScalingResponse, "list_tags_for_resource")
    def list_tags(self: Any) -> str:
        return json.dumps({"Tags": all_tags(self).get(existing_target(self), {})})

    @add(ApplicationAutoScalingResponse, "tag_resource")
    def tag(self: Any) -> str:
        all_tags(self).setdefault(existing_target(self), {}).update(self._get_param("Tags") or {})
        return "{}"

    @add(ApplicationAutoScalingResponse, "untag_resource")
    def untag(self: Any) -> str:
        tags = all_tags(self).get(existing_target(self), {})
        for key in self._get_param("TagKeys") or []:
            tags.pop(key, None)
        return "{}"


def all_tags(response: Any) -> dict[str, Tags]:
    return vars(response.applicationautoscaling_backend).setdefault("stockroom_tags", {})


def existing_target(response: Any) -> str:
    arn: str = response._get_param("ResourceARN")
    targets = response.applicationautoscaling_backend.targets.values()
    if not any(target.arn == arn for by_resource in targets for target in by_resource.values()):
        raise JsonRESTError("ResourceNotFoundException", f"No scalable target has the ARN {arn}.")
    return arn

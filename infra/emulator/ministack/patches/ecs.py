"""ECS: requested settings of services and clusters, and errors for missing references."""

from __future__ import annotations

import json
from typing import Any

from ministack.services import ecs
from patching import existing, wrap_action

Data = dict[str, Any]

# Members of a service that MiniStack drops on create or on update. The provider reads them back,
# and the second plan wanted to set them again or to replace the service.
KEPT_IN_SERVICE = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "loadBalancers",
    "networkConfiguration",
    "placementConstraints",
    "placementStrategy",
    "platformVersion",
    "propagateTags",
    "serviceRegistries",
)
# These belong to a service's deployments, where DescribeServices returns them.
KEPT_IN_DEPLOYMENT = (
    "networkConfiguration",
    "platformVersion",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
REMEMBERED = "_stockroom_deployment"


def apply() -> None:
    keep_cluster_members()
    keep_managed_draining()
    keep_service_members()
    check_references()


def keep_cluster_members() -> None:
    # CreateCluster drops serviceConnectDefaults: each plan wanted to add them.
    @wrap_action(ecs, "_ACTION_MAP", "CreateCluster")
    def create(original: Any, data: Data) -> Any:
        response = original(data)
        cluster = existing(ecs, "_clusters").get(data.get("clusterName") or "default")
        if response[0] >= 300 or cluster is None or "serviceConnectDefaults" not in data:
            return response
        cluster["serviceConnectDefaults"] = data["serviceConnectDefaults"]
        return ecs.json_response({"cluster": cluster})


def keep_managed_draining() -> None:
    # CreateCapacityProvider drops managedDraining: each plan wanted to set it.
    @wrap_action(ecs, "_ACTION_MAP", "CreateCapacityProvider")
    def create(original: Any, data: Data) -> Any:
        response = original(data)
        provider = existing(ecs, "_capacity_providers").get(data.get("name"))
        if response[0] >= 300 or provider is None:
            return response
        requested = data.get("autoScalingGroupProvider", {})
        provider["autoScalingGroupProvider"]["managedDraining"] = requested.get("managedDraining", "ENABLED")
        return ecs.json_response({"capacityProvider": provider})


def keep_service_members() -> None:
    @wrap_action(ecs, "_ACTION_MAP", "CreateService")
    def create(original: Any, data: Data) -> Any:
        return keep_members(original(data), data)

    @wrap_action(ecs, "_ACTION_MAP", "UpdateService")
    def update(original: Any, data: Data) -> Any:
        service = find_service(data)
        if service is not None and "deploymentConfiguration" in data:
            # AWS changes only the members in the request, and the provider sends only the alarms if
            # only they change; MiniStack dropped the rest.
            before = service.get("deploymentConfiguration") or {}
            data = {**data, "deploymentConfiguration": {**before, **data["deploymentConfiguration"]}}
        return keep_members(original(data), data)

    @wrap_action(ecs, "_ACTION_MAP", "DescribeServices")
    def describe(original: Any, data: Data) -> Any:
        response = original(data)
        if response[0] >= 300:
            return response
        body = json.loads(response[2])
        stored = {service["serviceArn"]: service for service in existing(ecs, "_services").values()}
        for service in body["services"]:
            remembered = stored[service["serviceArn"]].get(REMEMBERED, {})
            service.update(as_returned({**service, REMEMBERED: remembered}))
            del service[REMEMBERED]
        return ecs.json_response(body)


def keep_members(response: Any, data: Data) -> Any:
    """Store the members of an accepted request that MiniStack dropped."""
    service = find_service(data)
    if response[0] >= 300 or service is None:
        return response
    for member in KEPT_IN_SERVICE:
        if member in data:
            # An empty list removes the setting.
            service[member] = None if data[member] == [] else data[member]
    service.setdefault("availabilityZoneRebalancing", "DISABLED")
    remembered = service.setdefault(REMEMBERED, {})
    for member in KEPT_IN_DEPLOYMENT:
        if member in data:
            remembered[member] = data[member]
    return ecs.json_response({"service": ecs._sanitize(as_returned(service))})


def as_returned(service: Data) -> Data:
    """A service with its deployments as AWS returns them."""
    remembered = service.get(REMEMBERED, {})
    uses_fargate = service.get("launchType") == "FARGATE" or any(
        item["capacityProvider"].startswith("FARGATE")
        for item in service.get("capacityProviderStrategy") or []
    )
    platform = {"platformFamily": "Linux"} if uses_fargate else {}
    if uses_fargate and not service.get("platformVersion"):
        platform["platformVersion"] = "LATEST"
    deployments = [{**deployment, **remembered, **platform} for deployment in service["deployments"]]
    return {**service, **platform, "deployments": deployments}


def find_service(data: Data) -> Data | None:
    cluster = ecs._resolve_cluster_name(data.get("cluster") or "default")
    reference = ecs._resolve_service_ref(data.get("service") or data.get("serviceName") or "")
    return None if reference is None else existing(ecs, "_services").get(f"{cluster}/{reference[0]}")


def check_references() -> None:
    # CreateService created a missing cluster and accepted any text as a task definition, so a
    # wrong reference only failed on real AWS.
    for action in ("CreateService", "UpdateService", "RunTask"):

        @wrap_action(ecs, "_ACTION_MAP", action)
        def check(original: Any, data: Data) -> Any:
            cluster = ecs._resolve_cluster_name(data.get("cluster") or "default")
            if cluster is None or cluster not in existing(ecs, "_clusters"):
                return ecs.error_response_json("ClusterNotFoundException", "Cluster not found.", 400)
            wanted = data.get("taskDefinition")
            if wanted:
                found = existing(ecs, "_task_defs").get(ecs._resolve_td_key(wanted))
                if found is None:
                    return ecs.error_response_json("ClientException", "TaskDefinition not found.", 400)
                if found["status"] != "ACTIVE":
                    return ecs.error_response_json("ClientException", "TaskDefinition is inactive.", 400)
            return original(data)

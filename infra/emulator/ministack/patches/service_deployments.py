"""ECS: the individual deployments of a service, which newer providers watch instead of the service."""

from __future__ import annotations

from typing import Any

from ministack.services import ecs
from patching import existing, wrap, wrap_action

Data = dict[str, Any]
# On a service: all its deployments, by id.
HISTORY = "_stockroom_deployments"


def apply() -> None:
    remember_deployments()
    # Both returned empty lists. Provider 6 looks here for the deployment that it has started, and
    # waits until its timeout if it does not find it.
    list_deployments()
    describe_deployments()


def remember_deployments() -> None:
    # Called whenever tasks or deployments of a service change.
    @wrap(ecs, "_refresh_service_state")
    def refresh(original: Any, cluster_name: str, group: str) -> None:
        service = existing(ecs, "_services").get(f"{cluster_name}/{(group or '').partition(':')[2]}")
        if service is not None:
            history = service.setdefault(HISTORY, {})
            for deployment in service["deployments"]:
                history.setdefault(deployment["id"], deployment)
        original(cluster_name, group)


def list_deployments() -> None:
    @wrap_action(ecs, "_ACTION_MAP", "ListServiceDeployments")
    def list_them(_original: Any, data: Data) -> Any:
        cluster = ecs._resolve_cluster_name(data.get("cluster") or "default")
        reference = ecs._resolve_service_ref(data.get("service") or "")
        service = reference and existing(ecs, "_services").get(f"{cluster}/{reference[0]}")
        if not service:
            return ecs.error_response_json("ServiceNotFoundException", "Service not found.", 400)
        # Times are whole seconds, so a deployment that started within the same second counts as after.
        after = (data.get("createdAt") or {}).get("after", 0) - 1
        found = [
            deployment
            for deployment in deployments_of(service)
            if ecs._ts_to_epoch(deployment["createdAt"]) >= after
            and deployment["status"] in (data.get("status") or [deployment["status"]])
        ]
        return ecs.json_response({"serviceDeployments": found})


def describe_deployments() -> None:
    @wrap_action(ecs, "_ACTION_MAP", "DescribeServiceDeployments")
    def describe(_original: Any, data: Data) -> Any:
        known = {
            deployment["serviceDeploymentArn"]: deployment
            for service in existing(ecs, "_services").values()
            for deployment in deployments_of(service)
        }
        requested = data.get("serviceDeploymentArns", [])
        return ecs.json_response(
            {
                "serviceDeployments": [known[arn] for arn in requested if arn in known],
                "failures": [{"arn": arn, "reason": "MISSING"} for arn in requested if arn not in known],
            }
        )


def deployments_of(service: Data) -> list[Data]:
    """The deployments of a service as AWS returns them, the newest first."""
    return [as_returned(service, deployment) for deployment in reversed(service.get(HISTORY, {}).values())]


def as_returned(service: Data, deployment: Data) -> Data:
    arn = f"{service['serviceArn']}/{deployment['id'].rpartition('/')[2]}"
    return {
        "serviceDeploymentArn": arn.replace(":service/", ":service-deployment/", 1),
        "targetServiceRevision": {"arn": arn.replace(":service/", ":service-revision/", 1)},
        "targetServiceRevisionArn": arn.replace(":service/", ":service-revision/", 1),
        "serviceArn": service["serviceArn"],
        "clusterArn": service["clusterArn"],
        "createdAt": deployment["createdAt"],
        "startedAt": deployment["createdAt"],
        "status": status_of(service, deployment),
        "statusReason": deployment["rolloutStateReason"],
    }


def status_of(service: Data, deployment: Data) -> str:
    if deployment["rolloutState"] != "FAILED":
        return {"COMPLETED": "SUCCESSFUL"}.get(deployment["rolloutState"], "IN_PROGRESS")
    primary = ecs._primary_deployment(service)
    if primary is None or primary is deployment:
        # There is no earlier deployment to roll back to.
        return "ROLLBACK_FAILED"
    done = primary["rolloutState"] == "COMPLETED"
    return "ROLLBACK_SUCCESSFUL" if done else "ROLLBACK_IN_PROGRESS"

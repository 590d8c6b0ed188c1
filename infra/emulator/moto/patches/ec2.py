"""EC2: security group rules, launch templates, and what deleting leaves behind."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend
from patching import existing, wrap_method


def apply() -> None:
    describe_rules_between_groups()
    modify_rules_of_every_kind()
    keep_template_tags_apart()
    follow_template_tags()
    delete_nat_gateways_wholly()
    delete_endpoints_wholly()


def describe_rules_between_groups() -> None:
    # DescribeSecurityGroupRules returns the description of address ranges only; a rule with a
    # referenced group lost it, and each plan wanted to set it again.
    existing(SecurityGroupRule, "description")

    def description(rule: Any) -> str | None:
        return rule.ip_range.get("Description") or rule.source_group.get("Description")

    SecurityGroupRule.description = property(description)  # type: ignore[assignment]


def modify_rules_of_every_kind() -> None:
    # ModifySecurityGroupRules requires ports for the protocol -1 (all), which AWS does not, and
    # ignores a change of the referenced group or of an IPv6 range.
    @wrap_method(SecurityGroupBackend, "modify_security_group_rules")
    def modify(self: Any, original: Any, group_id: str, rules: dict[str, dict[str, Any]]) -> None:
        with_ports = {
            rule_id: {"FromPort": -1, "ToPort": -1, **rule} for rule_id, rule in rules.items()
        }
        original(group_id, with_ports)
        group = self.get_security_group_by_name_or_id(group_id)
        for rule_id, requested in rules.items():
            rule = group.get_rule(rule_id)
            if requested.get("IpProtocol") == "-1":
                rule.from_port = rule.to_port = None
            if requested.get("ReferencedGroupId"):
                rule.source_group = {"GroupId": requested["ReferencedGroupId"]}
            if requested.get("CidrIpv6"):
                rule.ip_range["CidrIpv6"] = requested["CidrIpv6"]
            rule.ip_range["Description"] = requested.get("Description")


def keep_template_tags_apart() -> None:
    # The template's own tags were returned as tags for what it launches, so each plan wanted to
    # remove a tag specification for `launch-template`.
    @wrap_method(LaunchTemplateBackend, "create_launch_template")
    def create(
        _self: Any, original: Any, name: str, description: str, data: dict[str, Any], tags: Any
    ) -> Any:
        specifications = [
            specification
            for specification in data.pop("TagSpecifications", [])
            if specification["ResourceType"] != "launch-template"
        ]
        if specifications:
            data["TagSpecifications"] = specifications
        return original(name, description, data, tags)


def follow_template_tags() -> None:
    # A template returned its initial tags, even after CreateTags and DeleteTags.
    existing(LaunchTemplate, "get_tags")
    LaunchTemplate.tags = property(  # type: ignore[attr-defined]
        lambda template: template.get_tags(),
        # The constructor assigns a copy.
        lambda _template, _tags: None,
    )


def delete_nat_gateways_wholly() -> None:
    # A deleted NAT gateway stayed with its network interface, so a destroyed environment looked
    # incomplete.
    @wrap_method(NatGatewayBackend, "delete_nat_gateway")
    def delete(self: Any, original: Any, nat_gateway_id: str) -> Any:
        gateway = original(nat_gateway_id)
        self.enis.pop(gateway._eni.id, None)
        del self.nat_gateways[nat_gateway_id]
        return gateway


def delete_endpoints_wholly() -> None:
    # A deleted endpoint stayed in the state `deleted`.
    @wrap_method(VPCBackend, "delete_vpc_endpoints")
    def delete(self: Any, original: Any, vpce_ids: list[str] | None = None) -> None:
        original(vpce_ids)
        for endpoint_id in vpce_ids or []:
            self.vpc_end_points.pop(endpoint_id, None)

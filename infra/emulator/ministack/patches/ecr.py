"""ECR: an error for an image that does not exist."""

from __future__ import annotations

from typing import Any

from ministack.services import ecr
from patching import existing, wrap


def apply() -> None:
    find_image = existing(ecr, "_find_image")

    # DescribeImages answered nothing for an image that is not there, where AWS names it; the plan
    # of a release without an image then said no word of which.
    @wrap(ecr, "_describe_images")
    def describe(original: Any, data: dict[str, Any]) -> Any:
        answer = original(data)
        name = data.get("repositoryName", "")
        for image_id in data.get("imageIds") or []:
            if answer[0] < 300 and not find_image(name, image_id):
                asked = f"{{imageDigest:'{image_id.get('imageDigest', 'null')}', imageTag:'{image_id.get('imageTag', 'null')}'}}"
                message = (
                    f"The image with imageId {asked} does not exist within the repository "
                    f"with name '{name}' in the registry with id '{ecr._registry_id()}'"
                )
                return ecr.error_response_json("ImageNotFoundException", message, 400)
        return answer

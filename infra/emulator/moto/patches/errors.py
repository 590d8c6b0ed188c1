"""Reports a gap in moto as an error at once."""

from __future__ import annotations

import json
import logging
from typing import Any
from xml.sax.saxutils import escape

from moto.core.exceptions import ServiceException
from moto.core.responses import BaseResponse
from patching import wrap_method
from werkzeug.exceptions import HTTPException

logger = logging.getLogger("stockroom.moto")
CODE = "NotEmulated"


def apply() -> None:
    # An action that moto lacks, or that fails inside moto, returns status 500. The provider treats
    # it as temporary and retries the call 25 times, which takes many minutes.
    @wrap_method(BaseResponse, "call_action")
    def call_action(self: Any, original: Any) -> Any:
        try:
            return original()
        except (HTTPException, ServiceException):
            raise
        except Exception as error:
            call = f"{self.service_name} {self._get_action()}"
            logger.exception(call)
            message = (
                f"The emulated AWS cannot do {call}: {type(error).__name__}: {error}. "
                "Add it to infra/emulator/moto/patches."
            )
            return error_response(message, uses_json(self.headers), self.service_name == "ec2")


def uses_json(headers: Any) -> bool:
    return "json" in headers.get("Content-Type", "") or "X-Amz-Target" in headers


def error_response(message: str, is_json: bool, is_ec2: bool) -> tuple[int, dict[str, str], str]:
    if is_json:
        headers = {"Content-Type": "application/json", "x-amzn-errortype": CODE}
        return 400, headers, json.dumps({"__type": CODE, "message": message})
    error = f"<Error><Code>{CODE}</Code><Message>{escape(message)}</Message></Error>"
    body = (
        f"<Response><Errors>{error}</Errors></Response>"
        if is_ec2
        else f"<ErrorResponse>{error}</ErrorResponse>"
    )
    return 400, {"Content-Type": "text/xml"}, body

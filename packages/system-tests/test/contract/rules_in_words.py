"""What the OpenAPI document says in words because no schema can, for Schemathesis."""

import uuid

import schemathesis

# Valid by the schema, and refused for what the request names or holds.
REFUSED_IN_WORDS = {
    # The file has to begin with columns that an item has.
    "wrong-header",
    # The file has to be CSV.
    "unreadable-file",
    # Last-Event-ID has to be one that the feed has sent.
    "malformed-cursor",
}


@schemathesis.serializer("text/csv", "application/x-ndjson")
def file(context, value):
    """Any text is a valid file, so an invalid one is sent as a byte that is not UTF-8."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else b"\xff"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Keeps the rules that valid requests would break by chance."""
    if not case.meta.generation.mode.is_positive:
        return
    if "idempotency-key" in (case.headers or {}):
        # One key is for one request.
        case.headers["idempotency-key"] = str(uuid.uuid4())
    if "if-match" in (case.headers or {}):
        # An item changes only at the version that is named; this stands for every one.
        case.headers["if-match"] = "*"
    # Cursors come from the page before.
    (case.query or {}).pop("cursor", None)
    body = case.body
    if not isinstance(body, dict):
        return
    if isinstance(body.get("barcode"), str):
        body["barcode"] = with_check_digit(body["barcode"])
    if "from" in body and body["from"] == body.get("to"):
        # A transfer goes from one place to another.
        body["to"] = "SHOP" if body["from"] == "MAIN" else "MAIN"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    if failure.title != "Schema-valid request rejected":
        return True
    return response.json()["type"].rsplit(":", 1)[-1] not in REFUSED_IN_WORDS


def with_check_digit(barcode):
    """A barcode whose last digit is the check digit of the others (GS1)."""
    digits = [int(digit) for digit in reversed(barcode[:-1])]
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return barcode[:-1] + str(-total % 10)

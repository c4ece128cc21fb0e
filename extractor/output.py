"""Reports to JSON and back, and the JSON Schema, generated from the types."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import simplejson

from extractor.errors import OutputError
from extractor.model import Report

_NOT_WRITTEN = frozenset({"document"})
_FIRST = "type"  # a mention's type is its first key


def to_json(report: Report, *, indent: int | None = None) -> str:
    """Return the report as JSON text: one line, or indented. Numbers are plain literals, never with an exponent."""
    return str(
        simplejson.dumps(
            to_plain(report),
            ensure_ascii=False,
            indent=indent,
            use_decimal=True,
            separators=(",", ":") if indent is None else None,
        )
    )


def from_json(text: str) -> Report:
    """Read a report back; its ``document`` is None. Raises ``OutputError`` if the text is not one of our records."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Report).validate_python(simplejson.loads(text, use_decimal=True))
    except simplejson.JSONDecodeError as error:
        raise OutputError(f"not JSON ({error}); give a line that extract or batch wrote") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise OutputError(f"not a report: {place}: {first['msg']}; give a line that extract or batch wrote") from error


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record."""
    from pydantic import TypeAdapter
    from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
    from pydantic_core import core_schema

    class Numbers(GenerateJsonSchema):
        def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:  # noqa: ARG002
            return {"type": "number"}

        def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:  # noqa: ARG002
            return {}  # the places of a document's characters, which stay in memory

    schema = TypeAdapter(Report).json_schema(mode="serialization", schema_generator=Numbers)
    for name in _NOT_WRITTEN:
        del schema["properties"][name]
    _require_all(schema)
    for unused in ("Document", "Page", "Grid", "GridCell"):
        schema["$defs"].pop(unused, None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def to_plain(value: Any) -> Any:
    """Return a value of the model as dicts, lists and numbers, in the order of its fields."""
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value) if field.name not in _NOT_WRITTEN]
        if _FIRST in names:
            names.remove(_FIRST)
            names.insert(0, _FIRST)
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal) and "E" in str(value):
        return simplejson.RawJSON(format(value, "f"))
    return value


def _require_all(schema: Mapping[str, Any]) -> None:
    """Every field is always written, whatever its default, and no other."""
    for part in (schema, *schema["$defs"].values()):
        if part.get("type") == "object" and "properties" in part:
            part["required"] = list(part["properties"])
            part["additionalProperties"] = False

"""Reports to JSON and back, and the JSON Schema, generated from the types."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from extractor.errors import OutputError
from extractor.model import Report

_NOT_WRITTEN = "document"
_WHERE_ASKED_FOR = frozenset({"sentences", "tokens"})
_EXPONENT = re.compile(rb"\dE[+-]?\d")
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def to_json(report: Report, *, indent: int | None = None) -> str:
    """Return the report as JSON text: one line, or indented. Numbers are plain literals, never with an exponent."""
    fields = {name: getattr(report, name) for name in report.__struct_fields__ if name != _NOT_WRITTEN}
    line = encode({name: value for name, value in fields.items() if value is not msgspec.UNSET})
    return line if indent is None else msgspec.json.format(line, indent=indent)


def from_json(text: str) -> Report:
    """Read a report back; its ``document`` is None. Raises ``OutputError`` if the text is not one of our records."""
    try:
        return msgspec.json.decode(text, type=Report, dec_hook=_refuse)
    except msgspec.ValidationError as error:
        raise OutputError(f"not a report: {error}; give a line that extract or batch wrote") from error
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise OutputError(f"not JSON ({error}); give a line that extract or batch wrote") from error


def encode(value: Any) -> str:
    """Return a value of the model, or dicts and lists of them, as one line of JSON."""
    line = _ENCODER.encode(value)
    if _EXPONENT.search(line):
        line = _ENCODER.encode(_spelled_out(msgspec.to_builtins(value, builtin_types=(Decimal,))))
    return line.decode("utf-8")


def decode(line: str | bytes) -> Any:
    """Return what a line of JSON holds, fractions as exact ``Decimal``. Raises ``msgspec.DecodeError``."""
    return _DECODER.decode(line)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record."""
    (_,), parts = msgspec.json.schema_components([Report], schema_hook=_not_written, ref_template="#/$defs/{name}")
    for unused in ("Document", "Page", "Grid", "GridCell"):
        del parts[unused]
    del parts["Report"]["properties"][_NOT_WRITTEN]
    for part in parts.values():  # every field is always written, whatever its default, and no other
        part["required"] = [name for name in part["properties"] if name not in _WHERE_ASKED_FOR]
        part["additionalProperties"] = False
        for written in part["properties"].values():
            written.pop("default", None)
    schema: dict[str, Any] = _with_numbers(parts.pop("Report") | {"$defs": parts})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def _spelled_out(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _spelled_out(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled_out(item) for item in value]
    return msgspec.Raw(format(value, "f").encode()) if isinstance(value, Decimal) else value


def _with_numbers(schema: Any) -> Any:
    """A decimal is written as a number, which msgspec's schema calls a string."""
    if isinstance(schema, list):
        return [_with_numbers(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return {"type": "number"}
    return {name: _with_numbers(part) for name, part in schema.items()}


def _not_written(kind: type) -> dict[str, Any]:
    return {"description": f"{kind.__name__} is never written"}


def _refuse(kind: type, _: Any) -> Any:
    raise msgspec.ValidationError(f"{kind.__name__} is never written")

"""Finds the members of a response that the document types, so that a replay can check whether the typed API types them too.

The counting rule. Every member of an object at any depth is exactly one of
- typed: declared, and its value fits the declared type; what is below it is judged in its turn;
- extras: not declared; it counts once, with all that is below it;
- raw: declared, of another type than declared; it counts once too. So does an odd element of a list;
- null: declared and explicitly null: the extras hold it too, it is counted apart.
Elements of a list are no members and are not counted, what they hold is. Entries of a map with typed values are members.
Members of a free-form object (no properties, no type of values) and of a value whose type the document leaves open are
extras of it. So are, in the count, the members of a union without a tag; there the typed API may know better, and it may
hold a value that no part of the union allows wherever it likes.

Fit. string: any text, whatever its format or enum; integer: a JSON integer of 64 bits; number: any number; boolean,
object and array: their kind; no type: everything but null. Null never fits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from document import Document, Operation, Schema
from exact import Json, join

OPEN = "open"
UNION = "union"


@dataclass
class Verdict:
    """The expected places of the members of a document, as JSON pointers."""

    typed: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    nulls: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)  # a union without a tag: no place is expected

    @property
    def elsewhere(self) -> list[str]:
        """What no typed property may hold."""
        return [*self.extras, *self.raw, *self.nulls]


@dataclass
class Shape:
    """What all the parts of one schema say together."""

    kind: str = OPEN
    properties: dict[str, list[Schema]] = field(default_factory=dict)
    items: list[Schema] = field(default_factory=list)
    values: list[Schema] = field(default_factory=list)
    options: list[Schema] = field(default_factory=list)
    tag: Schema | None = None
    sources: list[Schema] = field(default_factory=list)


class Reader:
    """Judges documents by the schemas of one API document."""

    def __init__(self, document: Document, doubles: bool = False) -> None:
        """`doubles`: the language has no integers, so any number fits one."""
        self._document = document
        self._doubles = doubles
        self._shapes: dict[tuple[int | str, ...], Shape] = {}

    def judge(self, operation: Operation, status: int, body: Json) -> Verdict:
        """The verdict on the JSON body of a 2xx reply."""
        verdict = Verdict()
        schema = operation.reply(status)
        if schema is None:
            _untyped(body, verdict.extras)
        elif self._value([schema], body, "", verdict) is False:
            verdict.raw.append("")
        return verdict

    def _value(self, schemas: list[Schema], value: Json, at: str, verdict: Verdict) -> bool | None:
        """Judges the members of a value and whether the value fits; None if no place is expected for it."""
        shape = self.shape(schemas)
        if not fits(shape.kind, value):
            return False
        if shape.kind == UNION:
            return self._union(shape, value, at, verdict)
        if isinstance(value, dict):
            self._object(self.chosen(shape, value), value, at, verdict)
        elif isinstance(value, list):
            self._array(shape, value, at, verdict)
        return True

    def _union(self, shape: Shape, value: Json, at: str, verdict: Verdict) -> bool | None:
        if not any(fits(self.shape([option]).kind, value) for option in shape.options):
            verdict.inside.append(at)
            return None
        verdict.inside.extend(join(at, name) for name in (value if isinstance(value, dict) else ()))
        return True

    def _object(self, shape: Shape, value: dict[str, Json], at: str, verdict: Verdict) -> None:
        for name, member in value.items():
            schemas = shape.properties.get(name) or (shape.values if not shape.properties else [])
            pointer = join(at, name)
            if not schemas:
                verdict.extras.append(pointer)
            elif member is None:
                verdict.nulls.append(pointer)
            elif (fit := self._value(schemas, member, pointer, verdict)) is not None:
                (verdict.typed if fit else verdict.raw).append(pointer)

    def _array(self, shape: Shape, value: list[Json], at: str, verdict: Verdict) -> None:
        for index, element in enumerate(value):
            pointer = join(at, index)
            if not shape.items:
                verdict.extras.append(pointer)
            elif element is None and self.shape(shape.items).kind in (OPEN, UNION):
                verdict.inside.append(pointer)  # anything may stand there: the list holds it
            elif self._value(shape.items, element, pointer, verdict) is False:
                verdict.raw.append(pointer)

    def chosen(self, shape: Shape, value: dict[str, Json]) -> Shape:
        """The shape that the tag of an object chooses; the base where it chooses none."""
        seen: list[Schema] = []
        while shape.tag is not None and not any(shape.tag is one for one in seen):
            seen.append(shape.tag)
            name = value.get(shape.tag["propertyName"])
            target = (shape.tag.get("mapping") or {}).get(name) if isinstance(name, str) else None
            if target is None:
                break
            shape = self.shape([{"$ref": target}])
        return shape

    def shape(self, schemas: list[Schema]) -> Shape:
        """What some schemas say of the same value."""
        key = tuple(map(_identity, schemas))
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(sources=schemas)  # kept alive: their identity is the key
            for schema in schemas:
                self._gather(schema, shape, alone=len(schemas) == 1)
        return shape

    def _gather(self, schema: Schema, shape: Shape, alone: bool) -> None:
        """Adds the members of one schema. A base inside allOf chooses by its tag only if it is alone."""
        schema = self._document.resolve(schema)
        parts = [part for part in schema.get("allOf") or [] if part]
        single = alone and len(parts) == 1 and "properties" not in schema
        for part in parts:
            self._gather(part, shape, single)
        for name, member in (schema.get("properties") or {}).items():
            shape.properties.setdefault(name, []).append(member)
        if "items" in schema:
            shape.items.append(schema["items"])
        if schema.get("additionalProperties") not in (None, True, False, {}):
            shape.values.append(schema["additionalProperties"])
        if "discriminator" in schema and alone:
            shape.tag = schema["discriminator"]
        shape.options.extend(schema.get("oneOf") or schema.get("anyOf") or [])
        kind = _kind(schema)
        if kind is not None:
            shape.kind = "number" if kind == "integer" and self._doubles else kind


def fits(kind: str, value: Json) -> bool:
    """Whether a value is of a declared kind."""
    if value is None:
        return False
    if kind in (OPEN, UNION):
        return True
    if isinstance(value, int) and not isinstance(value, bool):
        return kind == "number" or (kind == "integer" and -(2**63) <= value < 2**63)
    kinds = {"boolean": bool, "number": Decimal, "string": str, "array": list, "object": dict}
    return kind in kinds and isinstance(value, kinds[kind])


def _kind(schema: Schema) -> str | None:
    if ("oneOf" in schema or "anyOf" in schema) and "discriminator" not in schema:
        return UNION
    if "type" in schema:
        return str(schema["type"])
    if "properties" in schema:
        return "object"
    return "array" if "items" in schema else None


def _identity(schema: Schema) -> int | str:
    reference = schema.get("$ref")
    return reference if isinstance(reference, str) else id(schema)


def _untyped(body: Json, extras: list[str]) -> None:
    """What an undeclared body holds: its members, or itself where it has none to count."""
    if isinstance(body, dict):
        extras.extend(join("", name) for name in body)
    elif body is not None:
        extras.append("")

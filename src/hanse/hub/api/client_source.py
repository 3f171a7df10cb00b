"""Python source of the typed client, written from the OpenAPI document. Pure: text in, text out.

Shapes become `TypedDict`s, so that answers are plain dicts for data frames; every GET becomes a
function that builds its address, typed by its parameters.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any

HEAD = '''"""{title}

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

{imports}
'''
_PLAIN = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "object": "dict[str, Any]",
}
_LEFT_OUT = {"Problem", "FieldProblem"}
Document = Mapping[str, Any]
Schema = Mapping[str, Any]


def write_models(document: Document) -> dict[str, str]:
    """The package of shapes: one module a tag, with one TypedDict for each shape.

    A shape stands in the module of the first tag whose operations reach it: so modules import
    from earlier ones only, and never in a circle.
    """
    schemas = document["components"]["schemas"]
    homes = _find_homes(document)
    modules: dict[str, list[str]] = {}
    for name in sorted(homes):
        modules.setdefault(homes[name], []).append(name)
    written = {"__init__": _write_index(modules)}
    for module, names in modules.items():
        used = {each for name in names for each in _list_references(schemas[name])}
        head = HEAD.format(
            title=f"Shapes of the API: {module.replace('_', ' ')}.",
            imports="\n".join(
                [
                    "from typing import Any, Literal, NotRequired, TypedDict\n",
                    *(
                        f"from hanse.client.models.{homes[name]} import {name}"
                        for name in sorted(used)
                        if homes[name] != module
                    ),
                ]
            ),
        )
        parts = [_write_model(name, schemas[name]) for name in names]
        written[module] = head + "\n\n" + "\n\n\n".join(parts) + "\n"
    return written


def _write_index(modules: Mapping[str, list[str]]) -> str:
    lines = [
        f"from hanse.client.models.{module} import {', '.join(names)}"
        for module, names in modules.items()
    ]
    every = sorted(name for names in modules.values() for name in names)
    listed = "".join(f'    "{name}",\n' for name in every)
    head = HEAD.format(title="Shapes of what the API answers.", imports="\n".join(lines))
    return f"{head}\n__all__ = [\n{listed}]\n"


def _find_homes(document: Document) -> dict[str, str]:
    """The module of each shape that an operation reaches."""
    schemas = document["components"]["schemas"]
    homes: dict[str, str] = {}
    for methods in document["paths"].values():
        for operation in methods.values():
            module = "_".join(re.findall("[a-z]+", operation["tags"][0].lower()))
            waiting = list(_list_references(operation))
            while waiting:
                name = waiting.pop()
                if name not in homes and name not in _LEFT_OUT:
                    homes[name] = module
                    waiting += _list_references(schemas[name])
    return homes


def _list_references(part: Any) -> Iterator[str]:
    """Names of the shapes that a part of the document points to."""
    if isinstance(part, Mapping):
        if "$ref" in part:
            yield str(part["$ref"]).rsplit("/", 1)[-1]
        for each in part.values():
            yield from _list_references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _list_references(each)


def _write_model(name: str, schema: Schema) -> str:
    required = set(schema.get("required", ()))
    # What the API answers is complete; only what is sent to it may leave something out.
    is_sent = name.endswith(("In", "Patch"))
    lines = [f"class {name}(TypedDict):", f'    """{_sentence(schema.get("description", name))}"""']
    for id, part in schema.get("properties", {}).items():
        kind = name_type(part)
        if is_sent and id not in required:
            kind = f"NotRequired[{kind}]"
        lines += ["", f"    {id}: {kind}"]
        if part.get("description"):
            lines.append(f'    """{_sentence(part["description"])}"""')
    return "\n".join(lines)


def _sentence(text: str) -> str:
    flat = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    first = flat[:1].upper() + flat[1:]
    return first if first.endswith((".", "!", "?")) else f"{first}."


def name_type(schema: Schema) -> str:
    """The Python type of a JSON schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema:
        return f"Literal[{schema['const']!r}]".replace("'", '"')
    if "enum" in schema:
        values = ", ".join(f'"{value}"' for value in schema["enum"])
        return f"Literal[{values}]"
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(name_type(part) for part in schema[several]))
    if schema.get("type") == "array":
        return f"list[{name_type(schema.get('items', {}))}]"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"dict[str, {name_type(schema['additionalProperties'])}]"
    return _PLAIN.get(str(schema.get("type")), "Any")


def write_calls(document: Document) -> str:
    """The module of calls: one function a GET, answering its path and parameters."""
    parts: list[str] = []
    shapes: set[str] = set()
    for path, methods in document["paths"].items():
        operation = methods.get("get")
        if operation is None:
            continue
        shape = _name_answer(operation)
        shapes.update(word for word in shape.replace("]", "[").split("[") if word[:1].isupper())
        parts.append(_write_call(path.removeprefix(_find_root(document)), operation, shape))
    names = ", ".join(sorted(shapes))
    imports = (
        "from typing import Literal\n\n"
        f"from hanse.client.models import {names}\n"
        "from hanse.client.requests import Call, Values, build_call"
    )
    head = HEAD.format(title="Calls of the API: what to ask, and what comes back.", imports=imports)
    return head + "\n\n" + "\n\n\n".join(parts) + "\n"


def _find_root(document: Document) -> str:
    """What all paths begin with: "/api/v1"."""
    return "/" + "/".join(next(iter(document["paths"])).split("/")[1:3])


def _name_answer(operation: Schema) -> str:
    content = operation["responses"]["200"]["content"]
    return name_type(next(iter(content.values()))["schema"])


def _write_call(path: str, operation: Schema, shape: str) -> str:
    inside = [p for p in operation["parameters"] if p["in"] == "path"]
    query = [p for p in operation["parameters"] if p["in"] == "query"]
    arguments = [f"    {_safe(p['name'])}: str," for p in inside]
    if query:
        arguments.append("    *,")
    arguments += [f"    {_safe(p['name'])}: {_name_argument(p)} = None," for p in query]
    lines = [f"def {operation['operationId']}("] if arguments else []
    if arguments:
        lines += [*arguments, f") -> Call[{shape}]:"]
    else:
        lines = [f"def {operation['operationId']}() -> Call[{shape}]:"]
    lines += _write_docstring(operation, query)
    values = ", ".join(f'"{p["name"]}": {_safe(p["name"])}' for p in query)
    lines.append(f"    query: Values = {{{values}}}")
    names = ", ".join(_safe(p["name"]) for p in inside)
    lines.append(f'    return build_call("{path}", [{names}], query)')
    return "\n".join(lines)


def _write_docstring(operation: Schema, query: list[Any]) -> list[str]:
    lines = [f'    """{_sentence(operation["summary"])}']
    if operation.get("description"):
        lines += ["", *(f"    {line}".rstrip() for line in operation["description"].split("\n"))]
    if query:
        lines += ["", "    Parameters", "    ----------"]
        lines += [f"    {_safe(p['name'])} : {p.get('description', p['name'])}" for p in query]
    return [*lines, '    """'] if len(lines) > 1 else [f'{lines[0]}"""']


def _name_argument(parameter: Schema) -> str:
    kind = name_type(parameter["schema"])
    if kind.startswith("list[str]"):
        return "str | list[str] | None"
    if kind.startswith("list[Literal"):
        literal = kind.removeprefix("list[").removesuffix("]")
        return f"{literal} | {kind} | None"
    return f"{kind} | None"


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name

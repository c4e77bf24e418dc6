"""A YAML file read together with its line numbers, and pydantic's complaints put in its places."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from applications.scheme.faults import Fault, Path, SchemeError, suggestion, written

ModelT = TypeVar("ModelT", bound=BaseModel)


class _PlainWords(yaml.composer.Composer):
    """YAML 1.2's plain words only: `no`, `on`, 12:30 and 2026-01-05 stay words instead of turning into values."""

    yaml_implicit_resolvers: dict[str, Any] = {}
    check_event: Callable[..., bool]
    peek_event: Callable[[], Any]

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not used here: write it out", problem_mark=mark)
        return super().compose_node(parent, index)


class _Reader(_PlainWords, yaml.SafeLoader):
    """Says best what is wrong, and where."""


class _FastReader(_PlainWords, yaml.CSafeLoader):
    """Reads seven times as fast."""

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        yaml.composer.Composer.__init__(self)


_WORDS = (
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
)
for _tag, _pattern, _first in _WORDS:
    _Reader.add_implicit_resolver(_tag, re.compile(_pattern), _first)
    _FastReader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


_MAKERS: dict[str, Callable[[str], Any]] = {
    "null": lambda _: None,
    "bool": lambda word: word == "true",
    "int": int,
    "str": str,
}


def _composed(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=_FastReader)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=_Reader)


class Document:
    """The content of a YAML file, and the line of every key and list entry in it."""

    def __init__(self, path: FilePath) -> None:
        self.path = path
        self.lines: dict[Path, int] = {(): 1}
        self.faults: list[Fault] = []
        self.value = self._read()

    def fault(self, path: Path, expected: str) -> Fault:
        """Return a fault at a path; a part that is not in the file stands on the line of what would hold it."""
        found = path
        while found not in self.lines:
            found = found[:-1]
        return Fault(str(self.path), self.lines[found], written(path), expected)

    def parse(self, model: type[ModelT]) -> ModelT:
        """Return the content as a model; raise SchemeError with every fault of syntax and shape."""
        if self.faults:
            raise SchemeError(self.faults)
        try:
            return model.model_validate(self.value)
        except ValidationError as error:
            raise SchemeError(self._translated(error, model)) from None

    def _read(self) -> Any:
        try:
            node = _composed(self.path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise SchemeError([Fault(str(self.path), 1, "", "there is no such file")]) from None
        except UnicodeDecodeError as error:
            raise SchemeError([Fault(str(self.path), 1, "", f"expected a text in UTF-8: {error}")]) from None
        except yaml.MarkedYAMLError as error:
            raise SchemeError([self._syntax_fault(error)]) from None
        except (yaml.YAMLError, RecursionError) as error:
            raise SchemeError([Fault(str(self.path), 1, "", f"no readable YAML: {error}")]) from None
        return self._value(node, ())

    def _syntax_fault(self, error: yaml.MarkedYAMLError) -> Fault:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(part for part in (error.context, error.problem) if part)
        return Fault(str(self.path), mark.line + 1 if mark else 1, "", f"no readable YAML: {words}")

    def _value(self, node: yaml.Node | None, path: Path) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._entry(child, (*path, index)) for index, child in enumerate(node.value)]
        return None if node is None else self._scalar(node, path)

    def _entry(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        return self._value(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in found:
                first = self.lines[(*path, key)]
                self.faults.append(self._at(line, (*path, key), f"the key stands here again; first in line {first}"))
                continue
            self.lines[(*path, key)] = line
            found[key] = self._value(value_node, (*path, key))
        return found

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        if kind not in _MAKERS:
            self.faults.append(self._at(node.start_mark.line + 1, path, f"the tag {node.tag} is not used here"))
            return None
        return _MAKERS[kind](node.value)

    def _at(self, line: int, path: Path, expected: str) -> Fault:
        return Fault(str(self.path), line, written(path), expected)

    def _translated(self, error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
        wanted: dict[Path, list[str]] = {}
        for one in error.errors(include_url=False):
            path = self._path(one["loc"], missing=one["type"] == "missing")
            wanted.setdefault(path, []).append(_expected(dict(one), model))
        for path, words in wanted.items():
            yield self.fault(path, ", or ".join(dict.fromkeys(words)))

    def _path(self, loc: Path, *, missing: bool) -> Path:
        """Return the path in the file; pydantic's loc also names the branches of unions, which nobody wrote."""
        path: Path = ()
        for step in loc:
            path = (*path, step) if (*path, step) in self.lines else path
        return (*path, loc[-1]) if missing else path


def _expected(error: dict[str, Any], model: type[BaseModel]) -> str:
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        return "no such key" + suggestion(error["loc"][-1], _keys_at(model, error["loc"][:-1]))
    if kind == "missing":
        return "missing; every text is given in zh and en" if error["loc"][-1] in ("zh", "en") else "missing"
    if kind == "string_type" and isinstance(given, int):
        return f"expected words; put {str(given).lower()} into quotes"
    if kind == "literal_error":
        words = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"no such word: {given}" + suggestion(given, words)
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return message if message.startswith(("expected", "field", "stage", "zh has")) else f"expected {message}"


def _keys_at(model: type[BaseModel], loc: Path) -> set[str]:
    """Return the keys that the models at this place know."""
    models = {model}
    for step in loc:
        fields = [one.model_fields[step].annotation for one in models if step in one.model_fields]
        models = set().union(*map(models_in, fields)) if fields else models
    return {key for one in models for key in one.model_fields}


def models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return {annotation} if issubclass(annotation, BaseModel) else set()
    return set().union(*map(models_in, get_args(annotation)), set())

"""A JSON document read as a whole, with a limit to its size and sentences for what is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

from labkin.loaders.base import Input
from labkin.loaders.text_rows import encoding_of

LARGEST = 256 << 20  # bytes; larger documents come as lines, and no description is that long


def read_json(item: Input, largest: int = LARGEST) -> Any:
    """The document. Raises BadInput, naming the line, for what is no JSON, too deep, or longer than `largest` bytes."""
    with item.open() as stream:
        data = stream.read(largest + 1)
    if len(data) > largest:
        raise item.bad("", f"it is longer than {largest >> 20} MiB; write one document a line, or split it")
    encoding = encoding_of(data[:4])
    try:
        return json.loads(data.decode("utf-8-sig" if encoding == "utf-8" else encoding))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise item.bad(f"line {line}", "this is not UTF-8; save the file as UTF-8 and load it again") from None
    except json.JSONDecodeError as error:
        raise item.bad(f"line {error.lineno}", f"this is no JSON: {error.msg} at character {error.colno}") from None
    except (RecursionError, ValueError):
        raise item.bad("", "values are nested too deeply, or a number is too long") from None


def pointer(*steps: str | int) -> str:
    """A JSON pointer (RFC 6901).

    >>> pointer("resources", 0, "a/b")
    '/resources/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def head_keys(item: Input) -> set[str]:
    """The keys in the head of a JSON object, at any depth, for detection; empty where it is none."""
    head = item.head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return set(re.findall(r'"([^"\\]{1,80})"\s*:', head)) if head.startswith(("{", "[")) else set()


def top_keys(item: Input) -> set[str] | None:
    """The keys of a JSON object that the head holds as a whole; None where it does not, or is none."""
    try:
        whole = json.loads(item.head)
    except (ValueError, RecursionError):
        return None
    return set(whole) if isinstance(whole, dict) else None

"""Small JSON documents, read as a whole."""

from __future__ import annotations

import json
import re
from typing import Any

from labkin.loaders.base import Input

LARGEST = 256 << 20  # bytes


def read_json(item: Input) -> Any:
    """The document. Raises BadInput, naming the line, where it is no JSON, no UTF-8, too deep or too large."""
    with item.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise item.bad("", f"it is larger than {LARGEST >> 20} MiB; write one document a line, or split it")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise item.bad("", "this is not UTF-8; save the file as UTF-8 and load it again") from None
    except json.JSONDecodeError as error:
        raise item.bad(f"line {error.lineno}", f"this is no JSON: {error.msg}") from None
    except (RecursionError, ValueError):
        raise item.bad("", "values are nested too deeply, or a number is too long") from None


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

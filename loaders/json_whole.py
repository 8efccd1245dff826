"""A JSON document read as a whole, with a limit to its size and sentences for what is wrong."""

from __future__ import annotations

import json
from typing import Any

from labkin.loaders.base import Input
from labkin.loaders.text_rows import encoding_of

LARGEST = 256 << 20  # bytes; larger documents come as lines, and no description is that long


def document(item: Input, largest: int = LARGEST) -> Any:
    """The document. Raises BadInput, naming the line, for what is no JSON, and for more than `largest` bytes."""
    with item.open() as stream:
        data = stream.read(largest + 1)
    if len(data) > largest:
        raise item.bad("", f"this JSON is larger than {largest >> 20} MiB; it is not read as a whole")
    encoding = encoding_of(data[:4])
    try:
        return json.loads(data.decode("utf-8-sig" if encoding == "utf-8" else encoding))
    except UnicodeDecodeError as error:
        raise item.bad(f"byte {error.start}", "this is not UTF-8; save the file as UTF-8 and load it again") from None
    except json.JSONDecodeError as error:
        raise item.bad(f"line {error.lineno}", f"this is no JSON: {error.msg} at character {error.colno}") from None
    except RecursionError:
        raise item.bad("", "values are nested too deeply in this JSON") from None


def pointer(*steps: str | int) -> str:
    """A JSON pointer (RFC 6901).

    >>> pointer("resources", 0, "a/b")
    '/resources/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)

"""A Neo4j that plays Amazon Neptune: it is told what Neptune would be told, once that was checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from labkin.graph.bolt_store import BoltStore
from labkin.graph.neptune_lint import lint

_ID_OF = re.compile(r"\bid\((\w+|(?:start|end)Node\(\w+\))\)")
_QUOTED = re.compile(r"(`(?:[^`]|``)*`)")


def played(text: str) -> str:
    """The statement for Neo4j, with Neptune's `~id` as a property of that name."""
    parts = [part if part.startswith("`") else _ID_OF.sub(r"\1.`~id`", part) for part in _QUOTED.split(text)]
    text = "".join(parts).replace("SET n = row.props", "SET n = row.props SET n.`~id` = row.id")
    text = re.sub(r"\bproperties\(n\) AS", "n {.*, `~id`: null} AS", text)
    return text.replace("keys(n)", "[k IN keys(n) WHERE k <> '~id']")


class NeptuneOnNeo4j(BoltStore):
    """A store that speaks Neptune's dialect to a Neo4j. A statement that Neptune would refuse fails the test."""

    def __init__(self, url: str) -> None:
        super().__init__(url, None, None, "neptune")
        with super()._session(write=True) as session:  # Neptune finds nodes by `~id` without being told
            session.run("CREATE INDEX played_id IF NOT EXISTS FOR (n:Entity) ON (n.`~id`)").consume()
            session.run("CALL db.awaitIndexes(60)").consume()

    def read(self, text: str, params: Any = None, timeout: float | None = None) -> list[dict[str, Any]]:
        """As ever; the property that plays `~id` is not shown."""
        return [{key: _without_id(value) for key, value in row.items()} for row in super().read(text, params, timeout)]

    def _session(self, *, write: bool = False) -> Any:
        return _Played(super()._session(write=write))


def _without_id(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_id(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_id(item) for key, item in value.items() if key != "~id"}


class _Played:
    """A session or transaction of the driver that checks and translates what it runs."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> _Played:
        self._real.__enter__()
        return self

    def __exit__(self, *given: Any) -> None:
        self._real.__exit__(*given)

    def begin_transaction(self, **settings: Any) -> _Played:
        return _Played(self._real.begin_transaction(**settings))

    def execute_write(self, work: Callable[[Any], Any]) -> Any:
        return self._real.execute_write(lambda tx: work(_Played(tx)))

    def run(self, text: str, parameters: Any = None, **more: Any) -> Any:
        params = {**(parameters or {}), **more}
        assert lint(text, params) == [], text
        return self._real.run(played(text), params)

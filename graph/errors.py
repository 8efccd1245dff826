"""The errors that Labkin raises on purpose. Each carries its parts as fields and reads as a sentence."""

from __future__ import annotations


class LabkinError(Exception):
    """Root of every error raised on purpose. Its text is fit for a user: what is wrong, where, what to do."""


class BadCurie(LabkinError, ValueError):
    """The text cannot be an identifier."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not an identifier: an identifier is one or more visible characters")
        self.text = text


class BadValue(LabkinError, ValueError):
    """A value that no graph can hold."""

    def __init__(self, name: str, value: object, why: str) -> None:
        super().__init__(f"property {name!r} cannot hold {value!r}: {why}")
        self.name, self.value, self.why = name, value, why


class BadInput(LabkinError):
    """A file, or one place in it, could not be read.

    `place` is where in the file ("line 12", "record 3", "member a/b.csv"), or empty for the file as a whole.
    """

    def __init__(self, path: str, place: str, why: str) -> None:
        super().__init__(f"{path}{', ' + place if place else ''}: {why}")
        self.path, self.place, self.why = path, place, why


class NotFound(LabkinError, LookupError):
    """Nothing in the lab has that identifier or name."""


class LabError(LabkinError):
    """The lab folder itself is missing, damaged, newer than this program, or not writable."""


class LedgerDamaged(LabError):
    """The chain of the ledger does not verify; the text says at which transaction."""


class StoreError(LabkinError):
    """The graph store could not be started, reached or written."""


class Unsupported(LabkinError):
    """This store's dialect cannot say what the query asks."""

    def __init__(self, dialect: str, what: str) -> None:
        super().__init__(f"{dialect} has no {what}")
        self.dialect, self.what = dialect, what


class MissingExtra(LabkinError, ImportError):
    """An optional package is needed and absent."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional package: pip install 'labkin[{extra}]'")
        self.what, self.extra = what, extra

"""Reading the texts of a lab: which wait, as jobs; reading them, many a transaction; what follows into the ledger.

After a load, what was touched since the texts were last looked at is looked at: new and changed texts become jobs
(`annotation:DOCUMENT`), texts that went take with them what was said of them, and where a thing came that older texts
mention, they point at it now. A job reads one text. Jobs are run some hundred at a time by one process, each such lot
one transaction. A lot whose process died is read again, each of its texts alone and after the others, so that a text
which ends the process ends it alone, and not for ever. A text that cannot be read fails alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from labkin.app.annotating_concepts import Concepts
from labkin.app.annotating_decisions import decisions, withdrawn
from labkin.app.annotating_effects import SCHEME, Context, Counted, Writer
from labkin.app.annotating_reach import reached
from labkin.app.annotating_stored import to_json
from labkin.app.annotating_texts import Prose, all_prose, prose
from labkin.app.lab import Lab
from labkin.app.models_kept import current_model
from labkin.graph.errors import LabkinError
from labkin.graph.ledger import Batch
from labkin.graph.ledger_jobs import Job, is_alive, this_process
from labkin.graph.ledger_readings import Reading, Readings
from labkin.nlp.annotations import Annotations

DEFAULT = "labkin"  # the name of our own model
UNNAMED = "0"  # the version of a model that does not say its own
MARK = "annotation"  # under which name is reported how far the texts were looked at
LEASE, LEASE_SECONDS = "annotator", 60.0
MOST_TOUCHED = 50_000  # things touched, beyond which all texts are looked at
LOT = 200  # texts of one transaction
LOT_CHARACTERS = 1_000_000
MOST_AWAITED = 20_000  # texts; a load that brings more does not wait until all are read
POLL_SECONDS = 0.5

Tell = Callable[[int, int], None]  # texts read, of how many


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the texts that waited. `left` are those that still do, `why` says why if it is a fault.

    `changed` are those read of which what is stated is now another, `mentions` and `relations` the statements that were
    made anew for it. `withdrawn` are the models (name@version) that read, though nothing that they say is stated.
    """

    read: int = 0
    failed: int = 0
    left: int = 0
    changed: int = 0
    mentions: int = 0
    relations: int = 0
    why: str = ""
    withdrawn: tuple[str, ...] = ()


def job_uri(document: str) -> str:
    """The address of the job that reads a document."""
    return f"{SCHEME}{document}"


def look(lab: Lab, on: bool = True) -> int:
    """Look at what changed since the last time: put texts in the queue, and bring in step what follows without reading.

    With `on` False new texts are passed over for good, until `again` is asked for them. How many wait now.
    """
    since = int(lab.ledger.projections().get(MARK, {}).get("txn", 0))
    readings = Readings(lab.ledger)
    with lab.view() as view:
        if view.at <= since:
            return lab.jobs.waiting(SCHEME)
        touched = view.touched(since, MOST_TOUCHED) if since else None
        ids = touched[0] if touched is not None else None
        texts = list(all_prose(view) if ids is None else prose(view, ids))
        heads = list(readings.heads(ids))
        known = {(one.document, one.sha256) for one in heads}
        gone = {one.document for one in heads} - {one.id for one in texts}
        again = {one.document for one in heads} - gone
        if heads or readings.any():
            again |= reached(view, ids)
        if gone or again:
            _follow(lab, view, sorted(gone), sorted(again), {one.name for one in readings.heads(gone)})
        at = view.at
    new = [one for one in texts if (one.id, one.sha256) not in known] if on else []
    if new:
        lab.jobs.queue_all(((job_uri(one.id), one.sha256) for one in new), {"model": ""})
    lab.ledger.report_projection(MARK, txn=at)
    return lab.jobs.waiting(SCHEME)


def _follow(lab: Lab, view: Any, gone: Sequence[str], again: Sequence[str], names: Iterable[str]) -> None:
    """State anew what follows from readings that are kept."""
    with lab.ledger.batch(lab.config.author, "what texts mention, after things came or went") as batch:
        writer = Writer(lab, batch, Context.of(view))
        writer.forget(gone, names)
        writer.write(prose(view, again), Readings(lab.ledger).of(again))
        if writer.counted.documents:
            batch.commit()
    if gone:
        Readings(lab.ledger).drop(gone)


def again(lab: Lab, documents: Iterable[str] | None = None, model: str = "", every: bool = False) -> int:
    """Put texts in the queue: these, or all whose text or whose model's version is not the one that was read.

    `every` takes those too that need it not. How many wait now.
    """
    current = model_of(pipeline(model or current_model(lab)))
    name = current.partition("@")[0]
    with lab.view() as view:
        texts = list(all_prose(view) if documents is None else prose(view, documents))
        at = view.at
    done = {one.document: (one.sha256, one.model) for one in Readings(lab.ledger).heads() if one.name == name}
    wanted = [one for one in texts if every or done.get(one.id) != (one.sha256, current)]
    lab.jobs.queue_all(((job_uri(one.id), one.sha256) for one in wanted), {"model": model})
    if documents is None:
        lab.ledger.report_projection(MARK, txn=at)
    return lab.jobs.waiting(SCHEME)


def catch_up(lab: Lab, tell: Tell = lambda *_: None, most: int | None = None) -> Outcome:
    """Read what waits, unless it is more than `most`; waits for another process that does so already."""
    waiting = lab.jobs.waiting(SCHEME)
    if not waiting or (most is not None and waiting > most):
        return Outcome(left=waiting)
    while not lab.ledger.take_lease(LEASE, this_process(), LEASE_SECONDS, is_alive):
        tell(0, lab.jobs.waiting(SCHEME))
        time.sleep(POLL_SECONDS)
    try:
        lab.jobs.recover()
        return _run(lab, [one for one in lab.jobs.listed("queued") if one.uri.startswith(SCHEME)], tell)
    finally:
        lab.ledger.drop_lease(LEASE, this_process())


def _run(lab: Lab, jobs: Sequence[Job], tell: Tell) -> Outcome:
    done = Outcome()
    for model, some in _by_model(jobs).items():
        nlp = pipeline(model or current_model(lab))
        with lab.view() as view:
            concepts = Concepts.of(view)
            if withdrawn(decisions(view), model_of(nlp)):
                done = replace(done, withdrawn=(*done.withdrawn, model_of(nlp)))
        tell_names(nlp, concepts)
        for lot in _lots(lab, some):
            lab.ledger.take_lease(LEASE, this_process(), LEASE_SECONDS, is_alive)
            before = done.read + done.failed
            counted, failed = _read_lot(lab, nlp, lot, concepts, partial(_tell, tell, before, len(jobs)))
            done = replace(
                done,
                read=done.read + len(lot) - failed,
                failed=done.failed + failed,
                changed=done.changed + counted.documents,
                mentions=done.mentions + counted.mentions,
                relations=done.relations + counted.relations,
            )
            tell(done.read + done.failed, len(jobs))
    return done


def _tell(tell: Tell, before: int, of: int, now: int) -> None:
    tell(before + now, of)


def _by_model(jobs: Iterable[Job]) -> dict[str, list[Job]]:
    found: dict[str, list[Job]] = {}
    for one in jobs:
        found.setdefault(one.options.get("model", ""), []).append(one)
    return found


def _lots(lab: Lab, jobs: Sequence[Job]) -> Iterator[list[tuple[Job, Prose | None]]]:
    """Jobs with their texts as they are now, some at a time; last and alone those whose process died before."""
    sound = [one for one in jobs if not one.times_lost]
    together = [sound[start : start + LOT] for start in range(0, len(sound), LOT)]
    lost = sorted((one for one in jobs if one.times_lost), key=lambda one: one.times_lost)
    for some in [*together, *([one] for one in lost)]:
        with lab.view() as view:
            texts = {one.id: one for one in prose(view, (job.uri.removeprefix(SCHEME) for job in some))}
        lot: list[tuple[Job, Prose | None]] = []
        size = 0
        for job in some:
            text = texts.get(job.uri.removeprefix(SCHEME))
            size += len(text.text) if text else 0
            if lot and size > LOT_CHARACTERS:
                yield lot
                lot, size = [], len(text.text) if text else 0
            lot.append((job, text))
        yield lot


def _read_lot(
    lab: Lab,
    nlp: Any,
    lot: Sequence[tuple[Job, Prose | None]],
    concepts: Concepts,
    tell: Callable[[int], None],
) -> tuple[Counted, int]:
    model = model_of(nlp)
    with lab.ledger.batch(lab.config.author, f"read {len(lot)} texts with {model}") as batch:
        lab.jobs.start_all([job.id for job, _ in lot], batch.id)
        try:
            read, failed = _read([text for _, text in lot if text is not None], nlp, tell)
        except BaseException:  # the user's Ctrl-C above all
            lab.jobs.put_back([job.id for job, _ in lot])
            raise
        counted = state(lab, batch, [(text, replace(one, model=model)) for text, one in read], concepts)
    lab.jobs.finish_all([job.id for job, text in lot if text is None or text.id not in failed])
    for job, text in lot:
        if text is not None and text.id in failed:
            lab.jobs.fail(job.id, failed[text.id])
    return counted, len(failed)


def state(
    lab: Lab, batch: Batch, read: Sequence[tuple[Prose, Annotations]], concepts: Concepts | None = None
) -> Counted:
    """Keep what was read of these texts, and commit what follows from it; nothing where nothing does."""
    readings = Readings(lab.ledger)
    readings.put(
        Reading(text.id, one.model.partition("@")[0], one.model, text.sha256, to_json(one)) for text, one in read
    )
    with lab.view() as view:
        writer = Writer(lab, batch, Context.of(view, concepts=concepts))
        writer.write([text for text, _ in read], readings.of(text.id for text, _ in read))
        if writer.counted.documents:
            entry = batch.commit()
            _move_mark(lab, entry.id if entry else 0)
    return writer.counted


def _move_mark(lab: Lab, txn: int) -> None:
    """What was just written here need not be looked at, where nothing else came before it."""
    if txn - 1 == lab.ledger.projections().get(MARK, {}).get("txn", 0):
        lab.ledger.report_projection(MARK, txn=txn)


def _read(
    texts: Sequence[Prose], nlp: Any, tell: Callable[[int], None]
) -> tuple[list[tuple[Prose, Annotations]], dict[str, str]]:
    """What was read, and by document why it could not be."""
    from labkin.nlp.pipeline import annotate, annotate_all

    done: list[tuple[Prose, Annotations]] = []
    failed: dict[str, str] = {}
    try:
        for text, found in zip(texts, annotate_all(((text.text, text.sections) for text in texts), nlp), strict=True):
            done.append((text, found))
            tell(len(done))
    except Exception:  # a fault with one text must not take the others with it: one by one from here
        for text in texts[len(done) :]:
            try:
                done.append((text, annotate(text.text, nlp, text.sections)))
            except LabkinError as error:
                failed[text.id] = str(error)
            except Exception as error:
                failed[text.id] = f"the reader could not cope with this text: {error!r}"
            tell(len(done) + len(failed))
    return done, failed


@lru_cache(maxsize=2)
def pipeline(model: str = "") -> Any:
    """The reader with our own recogniser, or that of a folder or spaCy pipeline; loaded once a process."""
    from labkin.nlp.pipeline import load

    try:
        return load(model or None)
    except LabkinError:
        raise
    except Exception as error:  # of a damaged model, or of another's pipeline: what was loaded stays loaded
        raise LabkinError(f"the reader {model or 'of Labkin'} cannot be used: {error!r}") from error


def tell_names(nlp: Any, concepts: Concepts) -> None:
    """Let the reader know the names of this lab, so that it looks for relations between its things too."""
    from labkin.nlp import lab_lexicon_pipe  # registers the component
    from labkin.nlp.lab_lexicon import NAME

    if not nlp.has_pipe(NAME):
        nlp.add_pipe(NAME, before="labkin_relations" if nlp.has_pipe("labkin_relations") else None)
    component: lab_lexicon_pipe.LabLexicon = nlp.get_pipe(NAME)
    component.own = concepts.with_own


def model_of(nlp: Any) -> str:
    """The name@version of a reader."""
    from labkin.nlp import pipeline as reader

    name, _, version = reader.model_of(nlp).partition("@")
    return f"{name.replace('/', '_') or DEFAULT}@{version or UNNAMED}"  # the name is part of addresses

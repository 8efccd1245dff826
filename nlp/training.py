"""Train a recogniser further on what curators decided, in minutes, without forgetting what it knew.

A lesson settles some spans of a text. Of the rest, what the recogniser is sure of is taken for right, so that it keeps
to that, and where it is in doubt, nothing is taught at all: the sum over all tags is made likely there. Texts that
nobody decided on come along for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from labkin.nlp.abbreviations_found import explained
from labkin.nlp.corpora import CorpusDocument, GoldMention, read_pubtator
from labkin.nlp.lessons import Lesson, Reader, Span
from labkin.nlp.recogniser import Recogniser
from labkin.nlp.recogniser_training import Corpus, Example, Plan, Trainer, example, tokenised

Watch = Callable[[float], None]  # share of the training that is done, 0 to 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train further. `steps` are of each network, `batch` in tokens.

    `sure` is the confidence from which the recogniser's own mentions are taken for right. `replay` says how often a
    batch is of texts that nobody decided on, for one of lessons. `longest` cuts texts there, in characters.
    """

    steps: int = 150
    rate: float = 0.0004
    batch: int = 1_500
    warmup: int = 20
    sure: float = 0.8
    replay: float = 0.5
    others: int = 200  # texts that nobody decided on
    longest: int = 20_000
    seed: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def reader(model: Recogniser) -> Reader:
    """What reads texts with a model, as `lessons.score` wants it."""

    def read(texts: Sequence[str]) -> Sequence[list[Span]]:
        return [[span for span, _ in found] for found in recognised(model, texts)]

    return read


def recognised(model: Recogniser, texts: Sequence[str]) -> Iterator[list[tuple[Span, float]]]:
    """The mentions of each text with the model's confidence, by characters."""
    places = [tokenised(text) for text in texts]
    given = ((words, explained(text)) for (words, _), text in zip(places, texts, strict=True))
    for (_, where), found in zip(places, model.recognise(given), strict=True):
        yield [(Span(where[one.start][0], where[one.end - 1][1], one.type), one.confidence) for one in found]


def train_further(
    base: Path,
    lessons: Sequence[Lesson],
    others: Sequence[str],
    version: str,
    recipe: Recipe,
    watch: Watch = lambda _: None,
) -> Recogniser:
    """The model in that folder, trained further, with a new version; the folder stays as it is.

    `others` are texts that nobody decided on.
    """
    model = Recogniser.load(base)
    lessons = [_cut(one, recipe.longest) for one in lessons]
    texts = [text[: recipe.longest] for text in others[: recipe.others]]
    taught = _examples(model, lessons, recipe)
    known = _examples(model, [Lesson(f"{number}", text) for number, text in enumerate(texts)], recipe)
    corpora = [Corpus(f"lessons {head}", head, some, 1.0) for head, some in taught.items()]
    corpora += [Corpus(f"others {head}", head, some, recipe.replay) for head, some in known.items()]
    for number, net in enumerate(model.nets):
        plan = Plan(
            steps=recipe.steps, rate=recipe.rate, batch=recipe.batch, warmup=recipe.warmup, seed=recipe.seed + number
        )
        trainer = Trainer(net, corpora, plan)
        trainer.run(lambda progress, done=number: watch((done + progress.share) / len(model.nets)))  # type: ignore[misc]
        trainer.average()
    model.settings = replace(model.settings, version=version, knowledge="")
    return model


def _cut(lesson: Lesson, longest: int) -> Lesson:
    if len(lesson.text) <= longest:
        return lesson
    right, wrong = (tuple(one for one in spans if one.end <= longest) for spans in (lesson.right, lesson.wrong))
    return replace(lesson, text=lesson.text[:longest], right=right, wrong=wrong)


def _examples(model: Recogniser, lessons: Sequence[Lesson], recipe: Recipe) -> dict[str, list[Example]]:
    """The lessons as examples for each head of the model."""
    found: dict[str, list[Example]] = {head: [] for head, _ in model.settings.priority}
    for lesson, own in zip(lessons, recognised(model, [one.text for one in lessons]), strict=True):
        settled = [*lesson.right, *lesson.wrong]
        free = [(span, sure) for span, sure in own if not any(_overlap(span, one) for one in settled)]
        kept = [*lesson.right, *(span for span, sure in free if sure >= recipe.sure)]
        doubtful = [span for span, sure in free if sure < recipe.sure]
        means = explained(lesson.text)
        for head, types in model.settings.priority:
            made = _example(model, lesson, head, types, kept, doubtful, means)
            if len(made):
                found[head].append(made)
    return {head: some for head, some in found.items() if some}


def _example(
    model: Recogniser,
    lesson: Lesson,
    head: str,
    types: Mapping[str, str],
    kept: Sequence[Span],
    doubtful: Sequence[Span],
    means: Mapping[str, str],
) -> Example:
    """One lesson for one head, whose own names for the types differ from ours."""
    names = {ours: own for own, ours in types.items()}
    mentions = tuple(_gold(lesson.text, one, names) for one in kept if one.type in names)
    absent = [_gold(lesson.text, one, names) for one in lesson.wrong if one.type in names]
    document = CorpusDocument(lesson.id, "", lesson.text, mentions)
    made = example(document, model.settings.heads[head], set(types), model.knowledge, means, absent)
    _, places = tokenised(lesson.text)
    for place, (start, end) in enumerate(places):
        if any(start < one.end and one.start < end for one in doubtful):
            made.allowed[place] = True
    return made


def _gold(text: str, one: Span, names: Mapping[str, str]) -> GoldMention:
    return GoldMention(one.start, one.end, text[one.start : one.end], names[one.type])


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def corpus_lessons(path: Path, types: Sequence[str]) -> list[Lesson]:
    """A PubTator file that was marked throughout, as lessons: every type that it marks, of ours, is settled in it."""
    documents = read_pubtator(path)
    marked = frozenset(one.type for document in documents for one in document.mentions if one.type in types)
    return [
        Lesson(
            document.id,
            document.text,
            tuple(sorted({Span(one.start, one.end, one.type) for one in document.mentions if one.type in marked})),
            whole=marked,
        )
        for document in documents
    ]

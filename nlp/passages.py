"""Long texts as passages short enough for an encoder to read whole."""

from __future__ import annotations

import re

LONGEST = 90  # words of a passage without its title: half of what the encoder reads, and found better than all of it
_USUAL = 80  # words of each where there are several, so that sentences need not be cut to fit
_TITLE = 30  # words of a title that are put before each passage
_WORD = re.compile(r"\S+")


def passages(title: str, text: str) -> list[str]:
    """The text in passages of at most LONGEST words, cut where sentences end, the title before each.

    A text no longer than that is one passage, and so is an empty one: its title, or "" where that is empty as well. A
    sentence longer than a passage is cut between words. Every word of the text stands in exactly one passage, in order.

    >>> passages("Imatinib", "It inhibits BCR-ABL.")
    ['Imatinib. It inhibits BCR-ABL.']
    """
    head = " ".join(title.split()[:_TITLE])
    bodies = _bodies(text) or [""]
    return [_joined(head, body) for body in bodies]


def _joined(head: str, body: str) -> str:
    if not head or not body:
        return head or body
    return f"{head} {body}" if head[-1] in ".?!:" else f"{head}. {body}"


def _bodies(text: str) -> list[str]:
    words = len(_WORD.findall(text))
    if words <= LONGEST:
        return [" ".join(text.split())] if words else []
    aim = words / -(-words // _USUAL)  # of about equal length: no last one of three words, which mean nothing alone
    found: list[list[str]] = [[]]
    done = 0
    for part in _parts(text):
        here = len(found[-1])
        if here and (here + len(part) > LONGEST or done + len(part) / 2 > aim * len(found)):
            found.append([])
        found[-1] += part
        done += len(part)
    return [" ".join(one) for one in found]


def _parts(text: str) -> list[list[str]]:
    """The words of each sentence; a sentence longer than a passage in pieces."""
    from labkin.nlp.prose import sentences  # imports spaCy, which short texts need not wait for

    cut = []
    for sentence in sentences(text):
        words = text[sentence.start : sentence.end].split()
        cut += [words[at : at + LONGEST] for at in range(0, len(words), LONGEST)]
    return cut

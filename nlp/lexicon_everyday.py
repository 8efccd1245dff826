"""Everyday words for kinds and relations that graphs of work, trade and culture have. English only.

They name kinds and relations by how those read, so that they serve any graph that has such, however it spells it.
"""

from __future__ import annotations

from labkin.nlp.lexicon_words import rows

# As of `lexicon_words`: a word counts only where the graph has no kind that is called so.
KIND_WORDS = rows(
    """
customer | client | buyer | purchaser | shopper = customer | client
employee | staff | worker | staff member | member of staff | colleague | rep | agent | workforce = employee
invoice | bill = invoice | bill
supplier | vendor = supplier | vendor
product | item | article | goods = product | item
track | song | tune = track | song
artist | band | act | musician | performer | music group = artist | band | musician
"""
)

# Of the two ends of a relation between people, or of people and firms, which is so called: by the relation's name, and
# whether what is so called is its subject.
_BOSS = "boss of | manager of | supervisor of | superior of | line manager of | head of"
_UNDER = "works under | work under | works for | answers to | subordinate of | underling of | direct report of"
DIRECTED = (
    *((words, names, False) for words, names in rows(f"{_BOSS} = reports to | supervised by | managed by")),
    *((words, names, True) for words, names in rows(f"{_UNDER} = reports to | supervised by | managed by")),
    *((words, names, True) for words, names in rows(f"{_BOSS} = manages | supervises")),
    *((words, names, False) for words, names in rows(f"{_UNDER} = manages | supervises")),
)

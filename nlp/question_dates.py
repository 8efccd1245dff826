"""Dates and stretches of time as questions write them: days, months, quarters, ranges, and what counts from today.

What is vague ("early 2024", "mid-March") or may mean two days (3/4/2024) is no date, so that it is asked back.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from labkin.nlp.number_words import whole

MOST_WORDS = 9  # of a date or a range of dates
OPEN_START, OPEN_END = "0001-01-01", "9999-12-31"

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1, "final": -1,
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}  # not winter, of which nobody knows the year
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_YEAR = r"(1[89]\d\d|20\d\d|21\d\d)"
_ORDINAL = rf"({'|'.join(_ORDINALS)})"
_MONTH = rf"({'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DAY = r"(\d\d?)(?:st|nd|rd|th)?"
_BEFORE = frozenset({"last", "previous", "prior"})
_NAMED = r"(last|this|previous|prior|current)"
_JOINED = re.compile(
    r"((?:[a-z]+|q\d|h\d|\d{1,2}(?:st|nd|rd|th)?|\d{4}))[-–—]((?:[a-z]+|q\d|h\d|\d\d?(?:st|nd|rd|th)?|\d{4}))"
)
_TO = frozenset({"to", "until", "till", "through", "thru", "-", "–", "—"})
_FIRST = re.compile(
    rf"\d|q[1-4]\b|h[12]\b|(?:{'|'.join([*_MONTHS, *_DAYS, *_ORDINALS, *_BEFORE])}|past|today|yesterday|this|current"
    r"|between|since|after|from|before|until|more|less|fewer|over|older|newer|younger|longer|within|week|the|end|start"
    rf"|{'|'.join([*_SEASONS, *_DECADES])}|ytd|year|so|['’]\d0['’]?s"
    r"|next|coming|tomorrow|beginning|half|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to and with `last`, ISO text. From OPEN_START, or up to OPEN_END: that side is open.

    `coming` is what the same words mean of things that are yet to fall due, where that is something else.
    """

    first: str
    last: str
    coming: Period | None = field(default=None, repr=False, compare=False)

    @property
    def after(self) -> str:
        """The day after the last."""
        return (date.fromisoformat(self.last) + timedelta(days=1)).isoformat() if self.last < OPEN_END else OPEN_END


def read_date(words: list[str], today: date | None) -> tuple[Period, int] | None:
    """A day, a month, a year or another stretch of time at the start of the words, and how many words it takes.

    Only with `today` does anything count from it; a month without a year is then the latest that has begun.

    >>> read_date(["March", "2024"], None)
    (Period(first='2024-03-01', last='2024-03-31'), 2)
    >>> read_date(["2024"], None), read_date(["last", "year"], date(2025, 5, 5))
    ((Period(first='2024-01-01', last='2024-12-31'), 1), (Period(first='2024-01-01', last='2024-12-31'), 2))
    >>> read_date("Jan-Mar 2024".split(), None), read_date("between 3 and 17 May 2024".split(), None)
    ((Period(first='2024-01-01', last='2024-03-31'), 2), (Period(first='2024-05-03', last='2024-05-17'), 6))
    """
    low = [word.lower().rstrip(",.") for word in words[:MOST_WORDS]]
    if not low or not _FIRST.match(low[0]):
        return None
    for length in range(len(low), 0, -1):
        found = _range(low[:length], today) or _stretch(low[:length], today)
        if found and found.first <= found.last:
            return found, length
    return None


# -- from one to another ---------------------------------------------------------------------------------------------


def _range(words: list[str], today: date | None) -> Period | None:
    """From one date to another; what the first leaves out, its month or year, is the other's."""
    between = words[0] == "between"
    parts = [part for word in words[between:] for part in _split(word)]
    for at, word in enumerate(parts[1:-1], 1):
        if word in _TO or word in ("and", "or"):
            found = _from_to(parts[:at], parts[at + 1 :], today)
            if found and (between or word in _TO or _touch(*found)):
                return Period(found[0].first, found[1].last)
    return None


def _split(word: str) -> list[str]:
    match = _JOINED.fullmatch(word)
    month = match and re.fullmatch(r"\d{4}", match[1]) and len(match[2]) <= 2  # 2024-03 is a month
    return [match[1], "to", match[2]] if match and not month else [word]


def _touch(one: Period, other: Period) -> bool:
    """ "In March and April": one stretch, for nothing lies between."""
    return one.after == other.first


def _from_to(first: list[str], last: list[str], today: date | None) -> tuple[Period, Period] | None:
    for end_words in (last, first[:1] + last):
        end = _absolute(" ".join(end_words)) or (_relative(" ".join(end_words), today) if today else None)
        if end is None:
            continue
        starts = [_absolute(" ".join(first))]
        starts += [_absolute(" ".join(first + end_words[n:])) for n in range(len(end_words) - 1, 0, -1)]
        if today:
            starts.append(_relative(" ".join(first), min(today, date.fromisoformat(end.last))))
        start = next((each for each in starts if each), None)
        if start and start.first < end.first:
            return start, end
    return None


# -- one stretch -----------------------------------------------------------------------------------------------------


def _stretch(words: list[str], today: date | None) -> Period | None:
    text = " ".join(words)
    return _absolute(text) or _part(text, today) or (_relative(text, today) if today else None)


def _absolute(text: str) -> Period | None:
    if match := re.fullmatch(r"(\d{4})-(\d\d?)(?:-(\d\d?))?", text):
        return _period(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := re.fullmatch(r"(\d{4})[/.](\d\d?)[/.](\d\d?)", text):
        return _period(int(match[1]), int(match[2]), int(match[3]))
    if re.fullmatch(_YEAR, text):
        return _year(int(text))
    if match := re.fullmatch(rf"{_MONTH} (?:{_DAY},? )?(?:of )?(\d{{4}})", text):
        return _period(int(match[3]), _MONTHS[match[1]], int(match[2]) if match[2] else None)
    if match := re.fullmatch(rf"{_DAY}(?: of|-)? ?{_MONTH}[ -](?:of )?(\d{{4}})", text):
        return _period(int(match[3]), _MONTHS[match[2]], int(match[1]))
    if match := re.fullmatch(rf"{_MONTH}[-/](\d{{4}})", text):
        return _period(int(match[2]), _MONTHS[match[1]])
    return _in_figures(text) or _of_year(text) or _decade(text) or _season(text, None)


def _in_figures(text: str) -> Period | None:
    """Days in figures alone. With slashes some write the day first and some the month: only one may be possible."""
    if match := re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})", text):
        return _period(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d\d?)([/-])(\d\d?)\2(\d{4})", text):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        found = {_period(year, other, one), _period(year, one, other)} - {None}
        return found.pop() if len(found) == 1 else None
    match = re.fullmatch(r"(\d\d?)/(\d{4})", text)
    return _period(int(match[2]), int(match[1])) if match else None


def _of_year(text: str) -> Period | None:
    """Quarters, halves and weeks of a year: "Q2 2024", "2024-Q2", "week 12 of 2024"."""
    match = re.fullmatch(rf"([qh])([1-4])[ /-]?(?:of |in )?{_YEAR}", text)
    year, letter, number = (int(match[3]), match[1], int(match[2])) if match else (0, "", 0)
    if not match and (match := re.fullmatch(rf"{_YEAR}[ /-]?([qh])([1-4])", text)):
        year, letter, number = int(match[1]), match[2], int(match[3])
    if match:
        return _share(_year(year), {"q": 4, "h": 2}[letter], number)
    match = re.fullmatch(rf"(?:cw|week) ?(\d\d?)(?: of| in)? {_YEAR}", text)
    if not match:
        return None
    try:
        first = date.fromisocalendar(int(match[2]), int(match[1]), 1)
    except ValueError:
        return None
    return Period(first.isoformat(), (first + timedelta(days=6)).isoformat())


def _decade(text: str) -> Period | None:
    if match := re.fullmatch(r"(?:the )?(1[89]\d|20\d)0['’]?s", text):
        return Period(f"{match[1]}0-01-01", f"{match[1]}9-12-31")
    match = re.fullmatch(rf"(?:the )?(?:['’]?(\d)0['’]?s|({'|'.join(_DECADES)}))", text)
    if match is None:
        return None
    tens = int(match[1]) if match[1] else _DECADES.index(match[2]) + 2
    first = (2000 if tens < 3 else 1900) + 10 * tens
    return Period(f"{first}-01-01", f"{first + 9}-12-31")


def _season(text: str, today: date | None) -> Period | None:
    """A season of a year or from today, in whole months, as it is north of the equator."""
    match = re.fullmatch(rf"(?:the )?(?:(last|this|next) )?({'|'.join(_SEASONS)})(?: (?:of )?{_YEAR})?", text)
    if match is None or bool(match[1]) == bool(match[3]):
        return None
    month = _SEASONS[match[2]]
    if match[3]:
        return _months(int(match[3]), month)
    if today is None:
        return None
    here = [_months(today.year + shift, month) for shift in (-1, 0, 1)]
    day = today.isoformat()
    if match[1] == "last":
        return next((p for p in reversed(here) if p.last < day), None)
    return here[1] if match[1] == "this" else next((p for p in here if p.first > day), None)


def _months(year: int, month: int) -> Period:
    """Three months from one on."""
    return Period(f"{year}-{month:02}-01", f"{year}-{month + 2:02}-{calendar.monthrange(year, month + 2)[1]}")


def _part(text: str, today: date | None) -> Period | None:
    """A part of a longer stretch: "the second quarter of 2024", "first half of last year", "March of this year"."""
    unit = r"(?:([a-z]+|\d+) )?(quarter|half|month|week|day)s?"
    pattern = rf"(?:the )?(?:{_ORDINAL} {unit}|([qh])([1-4])|{_MONTH})(?: of| in)? (?:the )?(.+)"
    match = re.fullmatch(pattern, text)
    if not match:
        return None
    rest = match[7]
    whole_ = _absolute(rest)
    if whole_ is None and today and rest.split(" ")[0] in (*_BEFORE, "this", "current"):
        whole_ = _relative(rest, today)
    if whole_ is None:
        return None
    if match[6]:
        return _period(int(whole_.first[:4]), _MONTHS[match[6]]) if whole_ == _year(int(whole_.first[:4])) else None
    if match[4]:
        is_year = whole_ == _year(int(whole_.first[:4]))
        return _share(whole_, {"q": 4, "h": 2}[match[4]], int(match[5])) if is_year else None
    number = whole(match[2]) if match[2] else 1
    return _ends(whole_, _ORDINALS[match[1]], number, match[3]) if number else None


def _ends(whole_: Period, which: int, number: int, unit: str) -> Period | None:
    """The first, third or last `number` units of a stretch, which is made of whole ones."""
    first, after = date.fromisoformat(whole_.first), date.fromisoformat(whole_.after)
    if unit == "week" or (which not in (1, -1) and number > 1) or number > 366:
        return None
    if unit in ("quarter", "half"):
        parts = {"quarter": 4, "half": 2}[unit]
        if whole_ != _year(first.year) or number > 1:
            return None
        return _share(whole_, parts, which if which > 0 else parts)
    start = moved(first, (which - 1) * number, unit) if which > 0 else moved(after, -number, unit)
    end = moved(start, number, unit) if start else None
    if start is None or end is None or start < first or end > after:
        return None
    return Period(start.isoformat(), (end - timedelta(days=1)).isoformat())


def _share(year: Period, parts: int, number: int) -> Period | None:
    if number > parts:
        return None
    months = 12 // parts
    end = _period(int(year.first[:4]), months * number)
    return Period(f"{year.first[:4]}-{months * (number - 1) + 1:02}-01", end.last) if end else None


def _year(year: int) -> Period:
    return Period(f"{year:04}-01-01", f"{year:04}-12-31")


def _period(year: int, month: int, day: int | None = None) -> Period | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    if day == 0:
        return None
    last = first if day else date(year, month, calendar.monthrange(year, month)[1])
    return Period(first.isoformat(), last.isoformat())


# -- from today ------------------------------------------------------------------------------------------------------


def _relative(text: str, today: date) -> Period | None:
    if text in ("ytd", "year to date", "the year to date", "this year so far", "so far this year"):
        return Period(f"{today.year}-01-01", today.isoformat())
    if text in ("today", "yesterday"):
        day = today - timedelta(days=text == "yesterday")
        return Period(day.isoformat(), day.isoformat())
    if match := re.fullmatch(rf"{_NAMED} (week|month|quarter|year)", text):
        return _named(match[1] in _BEFORE, match[2], today)
    if match := re.fullmatch(rf"(last|past|previous) ({'|'.join(_DAYS)})", text):
        day = today - timedelta(days=(today.weekday() - _DAYS[match[2]] - 1) % 7 + 1)
        return Period(day.isoformat(), day.isoformat())
    if match := re.fullmatch(rf"(?:{_NAMED} )?{_MONTH}(?: (last|this) year)?", text):
        return _month(match[1] or "", match[2], match[3] or "", today)
    if match := re.fullmatch(rf"{_DAY}(?: of)? {_MONTH}|{_MONTH} {_DAY}", text):
        month, day_ = _MONTHS[match[2] or match[3]], int(match[1] or match[4])
        return next(
            (
                p
                for y in (today.year, today.year - 1)
                if (p := _period(y, month, day_)) and p.first <= today.isoformat()
            ),
            None,
        )
    if match := re.fullmatch(r"([qh])([1-4])", text):
        return _latest({"q": 4, "h": 2}[match[1]], int(match[2]), today)
    if match := re.fullmatch(rf"{_ORDINAL} (quarter|half)", text):
        parts, number = {"quarter": 4, "half": 2}[match[2]], _ORDINALS[match[1]]
        return _latest(parts, number, today) if number > 0 else None
    return _rolling(text, today) or _ahead(text, today) or _season(text, today)


def _ahead(text: str, today: date) -> Period | None:
    """What is to come: "tomorrow", "the next three months" from today on, "next quarter" by the calendar."""
    if text == "tomorrow":
        day = (today + timedelta(days=1)).isoformat()
        return Period(day, day)
    match = re.fullmatch(r"(?:the )?(?:next|coming) (?:([a-z]+|\d+) )?(day|week|month|quarter|year)s?", text)
    if match is None:
        return None
    rolling = match[2] == "day" or (text.startswith("the ") and match[2] != "quarter")
    if match[1] is None and not rolling:
        first = _named(False, match[2], today)
        then = moved(date.fromisoformat(first.last), 1, "day") if first else None
        return _named(False, match[2], then) if then else None
    count = whole(match[1] or "1")
    end = moved(today, count, match[2]) if count else None
    return Period(today.isoformat(), end.isoformat()) if end else None


def _rolling(text: str, today: date) -> Period | None:
    """Stretches that end today, or that ended or began so long ago."""
    some = r"(?:last|past|previous|within) (?:([a-z]+|\d+) )?(day|week|month|quarter|year)s?"
    if match := re.fullmatch(rf"(?:the )?{some}", text):
        count, unit = whole(match[1] or "1"), match[2]
        start = moved(today, -count, unit) if count else None
        if start is None:
            return None
        if unit == "quarter":
            first = _quarter_start(today)
            start = moved(first, -(count or 0), "quarter")
            return Period(start.isoformat(), (first - timedelta(days=1)).isoformat()) if start else None
        return Period(start.isoformat(), today.isoformat())
    long = r"([a-z]+|\d+) (day|week|month|year)s?"
    if match := re.fullmatch(
        rf"(?:(since|after|from|before|until|more than|over|less than|fewer than) )?{long} ago", text
    ):
        return _ago(match[1] or "", match[2], match[3], today)
    if match := re.fullmatch(rf"(older|newer|younger|more recent|less|more) than {long}( old)?", text):
        before = match[1] in ("older", "more")
        if match[1] in ("less", "more") and not match[4]:
            return None
        return _ago("before" if before else "since", match[2], match[3], today)
    return None


def _ago(word: str, number: str, unit: str, today: date) -> Period | None:
    count = whole(number)
    day = moved(today, -count, unit) if count else None
    if day is None:
        return None
    if word in ("before", "until", "more than", "over"):
        return Period(OPEN_START, (day - timedelta(days=word != "until")).isoformat())
    if word:
        return Period((day + timedelta(days=word == "after")).isoformat(), OPEN_END)
    return Period(day.isoformat(), day.isoformat()) if unit == "day" else None  # two weeks ago: on which day?


def moved(day: date, count: int, unit: str) -> date | None:
    """The day so many units (day, week, month, quarter, half, year) later; of a shorter month its last day.

    None where no calendar goes.
    """
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _quarter_start(day: date) -> date:
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def _named(before: bool, unit: str, today: date) -> Period | None:
    if unit == "week":
        first = today - timedelta(days=today.weekday() + 7 * before)
        return Period(first.isoformat(), (first + timedelta(days=6)).isoformat())
    if unit == "month":
        last = today.replace(day=1) - timedelta(days=1) if before else today
        return _period(last.year, last.month)
    if unit == "quarter":
        start = moved(_quarter_start(today), -1 if before else 0, "quarter")
        return _share(_year(start.year), 4, (start.month + 2) // 3) if start else None
    return _year(today.year - before)


def _month(which: str, name: str, year: str, today: date) -> Period | None:
    month = _MONTHS[name]
    if year:
        return _period(today.year - (year == "last"), month) if not which else None
    if which in ("this", "current"):
        return _period(today.year, month)
    found = _period(today.year - (month > today.month), month)
    if which and found and found.last >= today.isoformat():  # "last March" is over
        return _period(today.year - 1, month)
    return found


def _latest(parts: int, number: int, today: date) -> Period | None:
    """The latest such part of a year that has begun."""
    years = (today.year, today.year - 1)
    shares = (_share(_year(year), parts, number) for year in years)
    return next((share for share in shares if share and share.first <= today.isoformat()), None)

"""The gold of the shop's questions c036 to c070: means, superlatives, texts, what follows, and what has no answer."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks._gold_demo_data import mean
from benchmarks._gold_foreign_data import AMBIGUOUS, NO_DATA, NOT_UNDERSTOOD, GoldFunction, also
from benchmarks._gold_shop_data import (
    Answer,
    artist,
    best,
    clients,
    customer,
    employee,
    fields,
    fro,
    invoiced,
    kind,
    listed,
    money,
    num,
    one,
    table,
    text,
    things,
    to,
    tracks_by,
    tracks_in,
    value,
)


def _length_by_genre() -> Answer:
    tracks = {genre: fro("in_genre", genre) for genre in kind("Genre")}
    return table({g: round(mean(num(each, "duration_seconds") for each in found), 4) for g, found in tracks.items()})


def _sold() -> dict[str, float]:
    """How many line items there are of each artist's tracks."""
    albums = {each: fro("on_album", fro("released_by", each)) for each in kind("Artist")}
    return {each: sum(len(fro("line_item", track)) for track in tracks) for each, tracks in albums.items()}


def _spent() -> dict[str, float]:
    return {each: money(fro("billed_to", each)) for each in kind("Customer")}


def _shortest() -> Answer:
    return things(best({each: -num(each, "duration_seconds") for each in tracks_by("Metallica")}, 3))


def _oldest() -> Answer:
    first = min(text(each, "birth_date") for each in kind("Employee"))
    return things(kind("Employee", birth_date=first))


def _biggest_invoice() -> Answer:
    found = best({each: num(each, "amount") for each in kind("Invoice")})
    return also(things(to("billed_to", found)), things(found))


def _revenue(year: int) -> Callable[[], Answer]:
    return lambda: value(money(invoiced(f"{year}-01-01", f"{year}-12-31")))


def _puja_and_andrew() -> Answer:
    ends = {customer("Puja Srivastava"), employee("Andrew Adams")}
    between = to("support_rep", customer("Puja Srivastava"))
    between |= to("reports_to", between)
    return also(things(between | ends), things(between))


def _chain_of_command() -> Answer:
    found, front = set[str](), {employee("Robert King")}
    while front:
        front = to("reports_to", front)
        found |= front
    return also(things(found), things(found | {employee("Robert King")}))


def _three_albums() -> Answer:
    return things(to("released_by", [one("Album", name) for name in ("Facelift", "Coda", "Machine Head")]))


def _love() -> Answer:
    names = {each: text(each, "name") for each in tracks_by("U2")}
    whole = [each for each, name in names.items() if re.search(r"\blove\b", name, re.IGNORECASE)]
    return also(things(each for each, name in names.items() if "love" in name.lower()), things(whole))


def _cobain() -> Answer:
    found = (each for each in kind("Track") if "kurt cobain" in text(each, "composer").lower())
    return also(things(found), things(kind("Track", composer="Kurt Cobain")))


def _customer_fields() -> Answer:
    names = fields("Customer")
    return also(things(names), things(each for each in names if each != "name"))


def _fear_of_the_dark() -> Answer:
    found = {each for each in kind("Track") if text(each, "name").lower() == "fear of the dark"}
    return also(AMBIGUOUS, table({each: num(each, "duration_seconds") for each in found}), things(found))


def _mitchells() -> Answer:
    people = kind("Customer") | kind("Employee")
    return also(AMBIGUOUS, things(each for each in people if text(each, "name").endswith(" Mitchell")))


def _tv_shows() -> Answer:
    counts: dict[str, float] = {
        one("Genre", "TV Shows"): len(tracks_in("TV Shows")),
        one("Playlist", "TV Shows"): len(listed("TV Shows")),
    }
    return also(AMBIGUOUS, table(counts))


def _bought_in_2013() -> Answer:
    return things(fro("billed_to", customer("Fynn Zimmermann")) & invoiced("2013-01-01", "2013-12-31"))


GOLD: dict[str, GoldFunction] = {
    "c036": _length_by_genre,
    "c037": lambda: things(best(_sold())),
    "c038": lambda: things(best(_spent(), 5)),
    "c039": _shortest,
    "c040": _oldest,
    "c041": _biggest_invoice,
    "c042": _revenue(2010),
    "c043": lambda: value(money(fro("billed_to", clients("Margaret Park")))),
    "c044": lambda: value(employee("Michael Mitchell") in to("reports_to", employee("Robert King"))),
    "c045": lambda: value(bool(listed("Grunge") & tracks_in("Jazz"))),
    "c046": _puja_and_andrew,
    "c047": _chain_of_command,
    "c048": _three_albums,
    "c049": _love,
    "c050": _cobain,
    "c051": lambda: things(each for each in kind("Customer") if "gmail" in text(each, "email")),
    "c052": lambda: things([customer("Tim Goyer")]),
    "c053": _customer_fields,
    "c054": lambda: things(fro("released_by", artist("Queen"))),
    "c055": lambda: things(listed("Grunge") & tracks_by("Nirvana")),
    "c057": _revenue(2009),
    "c059": lambda: also(NOT_UNDERSTOOD, NO_DATA),
    "c060": lambda: NOT_UNDERSTOOD,
    "c061": lambda: NOT_UNDERSTOOD,
    "c062": lambda: NOT_UNDERSTOOD,
    "c063": lambda: also(things(kind("Artist", name="Taylor Swift")), NOT_UNDERSTOOD),
    "c064": lambda: also(things(kind("Customer", country="Japan")), NOT_UNDERSTOOD),
    "c065": _bought_in_2013,
    "c066": _fear_of_the_dark,
    "c067": _mitchells,
    "c068": _tv_shows,
    "c069": lambda: NOT_UNDERSTOOD,
    "c070": lambda: NOT_UNDERSTOOD,
}

"""The gold of the shop's questions c001 to c035: links, conjunctions, exclusions, properties, dates and counts."""

from __future__ import annotations

from collections import Counter

from benchmarks._gold_foreign_data import GoldFunction, also
from benchmarks._gold_shop_data import (
    Answer,
    artist,
    artists_of,
    buyers,
    clients,
    customer,
    employee,
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


def _reports(name: str, steps: int = 1) -> set[str]:
    """Who reports to the employee of that name, or to who does."""
    found = {employee(name)}
    for _ in range(steps):
        found = fro("reports_to", found)
    return found


def _email() -> Answer:
    found = customer("Puja Srivastava")
    return also(value(text(found, "email")), things([found]))


def _price() -> Answer:
    found = one("Track", "Phyllis's Wedding")
    return also(value(num(found, "unit_price")), things([found]))


def _rock_and_metal() -> Answer:
    rock, metal = to("on_album", tracks_in("Rock")), to("on_album", tracks_in("Metal"))
    return also(things(rock & metal), things(rock & (metal | to("on_album", tracks_in("Heavy Metal")))))


def _without_company() -> Answer:
    return things(each for each in kind("Customer", country="Brazil") if not text(each, "company"))


def _over_ten_minutes() -> Answer:
    return things(each for each in tracks_by("Deep Purple") if num(each, "duration_seconds") > 600)


def _big() -> set[str]:
    return {each for each in kind("Invoice") if num(each, "amount") > 20}


def _large() -> Answer:
    sizes = {each: num(each, "size_bytes") for each in kind("Track", format="MP3")}
    found = [things(each for each, size in sizes.items() if size > limit) for limit in (20e6, 20 * 2**20)]
    return also(*found)


def _short() -> Answer:
    found = things(each for each in kind("Track") if num(each, "duration_seconds") < 10)
    return also(found, value(True))


def _hired_in_calgary() -> Answer:
    return things(each for each in kind("Employee", city="Calgary") if text(each, "hire_date")[:4] == "2003")


def _sold_by_country() -> Answer:
    countries = {text(each, "billing_country") for each in kind("Invoice")}
    return table({each: money(kind("Invoice", billing_country=each)) for each in countries})


def _five_albums() -> Answer:
    counts = {each: len(fro("released_by", each)) for each in kind("Artist")}
    often = {each: count for each, count in counts.items() if count >= 5}
    return also(table(often), things(often))


GOLD: dict[str, GoldFunction] = {
    "c001": lambda: things(fro("released_by", artist("Metallica"))),
    "c002": lambda: things(to("support_rep", customer("Bjørn Hansen"))),
    "c003": lambda: things(to("reports_to", employee("Nancy Edwards"))),
    "c004": lambda: things(fro("on_album", one("Album", "Back to Black"))),
    "c005": _email,
    "c006": lambda: things(listed("Grunge")),
    "c007": lambda: things(to("in_genre", kind("Track", name="Enter Sandman"))),
    "c008": _price,
    "c009": lambda: things(tracks_by("Amy Winehouse")),
    "c010": lambda: things(to("line_item", fro("billed_to", customer("Astrid Gruber")))),
    "c011": lambda: things(_reports("Andrew Adams", 2)),
    "c012": lambda: things(buyers([one("Track", "Fly Me To The Moon")])),
    "c013": lambda: things(artists_of(listed("Heavy Metal Classic"))),
    "c014": lambda: things(fro("includes_track", tracks_by("Pearl Jam"))),
    "c015": lambda: things(buyers(tracks_by("Miles Davis"))),
    "c016": lambda: things(to("support_rep", buyers(tracks_by("The Rolling Stones")))),
    "c017": lambda: things(buyers(tracks_in("Jazz")) & buyers(tracks_in("Reggae"))),
    "c018": _rock_and_metal,
    "c019": lambda: things(kind("Artist") - to("released_by", kind("Album"))),
    "c020": lambda: things(each for each in kind("Playlist") if not to("includes_track", each)),
    "c021": lambda: things(tracks_by("Led Zeppelin") - to("line_item", kind("Invoice"))),
    "c022": _without_company,
    "c023": _over_ten_minutes,
    "c024": lambda: things(_big()),
    "c025": _large,
    "c026": _short,
    "c027": lambda: things(clients("Jane Peacock") & to("billed_to", invoiced("2010-03-01", "2010-03-31"))),
    "c028": _hired_in_calgary,
    "c029": lambda: value(len(fro("on_album", one("Album", "Physical Graffiti [Disc 2]")))),
    "c030": lambda: value(len(kind("Customer", country="USA"))),
    "c031": lambda: value(len(tracks_by("Iron Maiden"))),
    "c032": lambda: value(len(artists_of(tracks_in("Latin")))),
    "c033": lambda: table(dict(Counter(text(each, "country") for each in kind("Customer")))),
    "c034": _sold_by_country,
    "c035": _five_albums,
    "c056": lambda: things(to("billed_to", _big())),
    "c058": lambda: things(_reports("Nancy Edwards")),
}

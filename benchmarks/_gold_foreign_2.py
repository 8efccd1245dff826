"""The gold of the foreign questions f040 to f080: numbers, groups, connections, and what has no single answer."""

from __future__ import annotations

from collections import Counter
from statistics import mean

from benchmarks._gold_foreign_data import (
    AMBIGUOUS,
    CY,
    NO_DATA,
    NOT_UNDERSTOOD,
    Answer,
    GoldFunction,
    also,
    born,
    champions,
    fro,
    kind,
    node,
    num,
    one,
    player,
    rows,
    season,
    team,
    things,
    to,
    value,
)


def _how_often(result: str) -> Answer:
    """How often the Braves won or lost a World Series."""
    series = fro(result, *fro("season_of", team("Atlanta Braves")))
    return also(value(len(series)), things(series))


def _yankee_managers() -> Answer:
    seasons = fro("season_of", team("New York Yankees"))
    return value(len(to("managed_by", *(each for each in seasons if 1980 <= num(each, "year") <= 1989))))


def _positions() -> Answer:
    counts = Counter(node(each)["position"] for each in kind("Player") if "position" in node(each))
    return rows(dict(counts))


def _titles() -> Answer:
    won: dict[str, float] = {each: len(fro("season_of", each) & champions()) for each in kind("Team")}
    return also(rows({each: n for each, n in won.items() if n}), rows(won))


def _attendance_by_league() -> Answer:
    leagues = ("American League", "National League")
    seasons = {league: kind("Season", year="2019", league=league) for league in leagues}
    return rows({league: mean(num(each, "attendance") for each in seasons[league]) for league in leagues})


def _often_best() -> Answer:
    won = {each: len(fro("awarded_to", each) & kind("Award", award_type=CY)) for each in kind("Player")}
    often: dict[str, float] = {each: n for each, n in won.items() if n >= 3}
    return also(rows(often), things(often))


def _most(counts: dict[str, float], first: int = 1) -> Answer:
    """The things with the highest numbers, with all that tie with the last of them."""
    limit = sorted(counts.values(), reverse=True)[first - 1]
    return things(each for each, n in counts.items() if n >= limit)


def _known(category: str, name: str) -> dict[str, float]:
    return {each: num(each, name) for each in kind(category) if name in node(each)}


def _people() -> set[str]:
    return kind("Player") | kind("Manager")


def _schools() -> Answer:
    return _most({each: len(fro("attended", each) & kind("Player")) for each in kind("School")})


def _oldest_park() -> Answer:
    used = {each for each in kind("Ballpark") if node(each)["last_game"] >= "2019"}
    return things([min(used, key=lambda each: node(each)["first_game"])])


def _puerto_rico() -> Answer:
    hitters = born(country="Puerto Rico") & _known("Player", "home_runs").keys()
    return value(int(sum(num(each, "home_runs") for each in hitters)))


def _shared(*people: str) -> set[str]:
    """What both people have an edge to or from."""
    names = ("born_in", "attended", "played_for", "played_in")
    around = [
        set().union(*(to(name, each) for name in names), fro("managed_by", each), fro("awarded_to", each))
        for each in people
    ]
    return set.intersection(*around)


def _mariners() -> Answer:
    seasons = fro("season_of", team("Seattle Mariners"))
    return also(value(bool(fro("won_by", *seasons) | fro("lost_by", *seasons))), NO_DATA)


def _piazza_and_lasorda() -> Answer:
    shared = _shared(player("Mike Piazza"), player("Tom Lasorda"))
    seasons = shared & kind("Season")
    towns, clubs = shared & kind("City"), shared & kind("Team")
    return also(things(shared), *(things(each) for each in (towns, seasons, clubs, towns | clubs, towns | seasons)))


def _home_parks() -> Answer:
    names = ("2019 Chicago Cubs", "2019 Boston Red Sox", "2019 Los Angeles Dodgers")
    seasons = [season(name) for name in names]
    regular = to("home_games_at", *seasons) - {one("Ballpark", "London Stadium")}
    return also(things(to("home_games_at", *seasons)), things(regular))


def _relations() -> Answer:
    person = ("attended", "born_in", "played_for", "played_in")
    other = ("awarded_to", "home_games_at", "lost_by", "managed_by", "season_of", "won_by")
    # Loading calls located_in by the name of the relation that it takes for its counterpart.
    return also(things([*person, *other, "located_in"]), things([*person, *other, "localizes"]))


def _about_a_season() -> Answer:
    names = set().union(*(node(each).keys() for each in kind("Season")))
    told = names - {"id", "category", "name", "synonym"}
    extra: list[set[str]] = [
        {"name"},
        {"synonym"},
        {"synonyms"},
        {"name", "synonyms"},
        {"name", "synonyms", "category"},
    ]
    return also(things(told | {"name", "synonym"}), things(told), *(things(told | each) for each in extra))


def _empty(found: set[str], *others: Answer) -> Answer:
    """No data, after making sure that nothing was found."""
    if found:
        raise ValueError(f"there is an answer: {sorted(found)}")
    return also(NO_DATA, *others) if others else NO_DATA


def _of_the_name(predicate: str, *found: str) -> Answer:
    """Ambiguous between the things found, though showing what all of them have is fair."""
    return also(AMBIGUOUS, things(to(predicate, *found)), things(found))


def _rodriguez() -> Answer:
    everyone = {each for each in kind("Player") if node(each)["name"].endswith(" Rodriguez")}
    hitters = everyone & _known("Player", "home_runs").keys()
    return also(
        AMBIGUOUS, things(everyone), things(hitters), rows({each: int(num(each, "home_runs")) for each in hitters})
    )


def _columbus() -> Answer:
    everyone = fro("born_in", *kind("City", name="Columbus"))
    return also(AMBIGUOUS, things(everyone), things(kind("City", name="Columbus")))


def _yankee_stadium() -> Answer:
    return also(AMBIGUOUS, things(one("Ballpark", f"Yankee Stadium {each}") for each in ("I", "II")))


GOLD: dict[str, GoldFunction] = {
    "f040": lambda: value(len(kind("Player") & born(country="Venezuela"))),
    "f041": lambda: _how_often("lost_by"),
    "f042": lambda: _how_often("won_by"),
    "f043": _yankee_managers,
    "f044": _positions,
    "f045": _titles,
    "f046": _attendance_by_league,
    "f047": _often_best,
    "f048": lambda: _most(_known("Player", "home_runs")),
    "f049": lambda: _most(_known("Player", "pitching_strikeouts"), 5),
    "f050": _schools,
    "f051": lambda: _most({each: len(to("played_for", each)) for each in kind("Player")}),
    "f052": _oldest_park,
    "f053": lambda: value(mean(num(each, "height") for each in kind("Player", position="shortstop"))),
    "f054": _puerto_rico,
    "f055": lambda: value(mean(num(each, "wins") for each in champions())),
    "f056": lambda: value(team("Washington Nationals") in to("played_for", player("Pete Rose"))),
    "f057": _mariners,
    "f058": lambda: things(_shared(player("Reggie Jackson"), player("Barry Bonds"))),
    "f059": _piazza_and_lasorda,
    "f060": _home_parks,
    "f061": lambda: things([player("Kirby Puckett")]),
    "f062": _relations,
    "f063": _about_a_season,
    "f064": lambda: _empty(born(country="Finland")),
    "f065": lambda: _empty(kind("WorldSeries", year="1994"), NOT_UNDERSTOOD),
    "f066": lambda: _empty(to("attended", player("Hank Aaron"))),
    "f067": lambda: _empty(kind("Player", name="Ty Cobb"), NOT_UNDERSTOOD),
    "f068": lambda: _empty(fro("season_of", team("Colorado Rockies")) & champions()),
    "f069": lambda: _empty({each for each in _people() if num(each, "height") > 84}, value(False), value(0)),
    "f070": lambda: _of_the_name("played_for", *kind("Player", name="Ken Griffey")),
    "f071": _yankee_stadium,
    "f072": lambda: _of_the_name(
        "managed_by", *(season(f"1990 {each} Sox") for each in ("Boston Red", "Chicago White"))
    ),
    "f073": _rodriguez,
    "f074": _columbus,
    **{identifier: lambda: NOT_UNDERSTOOD for identifier in ("f075", "f076", "f077", "f078", "f080")},
    "f079": lambda: also(NOT_UNDERSTOOD, NO_DATA),
}

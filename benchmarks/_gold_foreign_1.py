"""The gold of the foreign questions f001 to f039: links, conjunctions, exclusions, properties and dates."""

from __future__ import annotations

from benchmarks._gold_foreign_data import (
    CY,
    MVP,
    ROOKIE,
    SERIES_MVP,
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
    season,
    spells,
    team,
    things,
    to,
    winners,
)

YANKEES, METS = "New York Yankees", "New York Mets"


def _champion_of_1988() -> Answer:
    champion = to("won_by", one("WorldSeries", "1988 World Series"))
    return also(things(champion), things(to("season_of", *champion)))


def _franchises_of_la_russa() -> Answer:
    managed = spells([player("Tony LaRussa")])
    return also(things(to("season_of", *managed)), things(managed))


def _teammates() -> Answer:
    squad = fro("played_in", season("1998 San Diego Padres"))
    return also(things(squad - {player("Tony Gwynn")}), things(squad))


def _townsmen() -> Answer:
    everyone = fro("born_in", *to("born_in", player("Pete Rose"))) - {player("Pete Rose")}
    return also(things(everyone & kind("Player")), things(everyone))


def _parks_of_champions() -> Answer:
    return things(to("home_games_at", *(champions() & spells([player("Tony LaRussa")]))))


def _cities_of_the_expos() -> Answer:
    franchise = fro("season_of", team("Washington Nationals"))
    expos = {each for each in franchise if "Montreal Expos" in node(each)["name"]}
    cities = [things(to("located_in", *to("home_games_at", *seasons))) for seasons in (expos, franchise)]
    return also(*cities)


def _who_beat_the_yankees() -> Answer:
    lost = fro("lost_by", *fro("season_of", team(YANKEES)))
    return things(to("born_in", *to("managed_by", *to("won_by", *lost))))


def _both_new_york_teams() -> set[str]:
    return fro("played_for", team(YANKEES)) & fro("played_for", team(METS))


def _rookie_and_mvp() -> Answer:
    rookies = winners(ROOKIE)
    return also(things(rookies & winners(MVP)), things(rookies & (winners(MVP) | winners(SERIES_MVP))))


def _californian_colleges() -> Answer:
    schools = fro("located_in", *kind("City", state="California")) & kind("School")
    return things(winners(CY) & fro("attended", *schools) & kind("Player", position="pitcher"))


def _famous(people: set[str]) -> set[str]:
    return {each for each in people if "hall_of_fame_year" in node(each)}


def _sluggers_left_out() -> Answer:
    sluggers = {each for each in kind("Player") if num(each, "home_runs") >= 500}
    return things(sluggers - _famous(sluggers))


def _not_at_shea() -> Answer:
    return things(fro("season_of", team(METS)) - fro("home_games_at", one("Ballpark", "Shea Stadium")))


def _good_but_beaten() -> Answer:
    good = {each for each in kind("Season", league="National League") if num(each, "wins") >= 105}
    return also(things(good - champions()), things(to("season_of", *(good - champions()))))


def _tall() -> Answer:
    everyone = kind("Player") | kind("Manager")
    return things(each for each in everyone if num(each, "height") >= 80)


def _closers() -> Answer:
    pitchers = kind("Player", position="pitcher")
    return things(e for e in pitchers if num(e, "earned_run_average") < 2.5 and num(e, "saves") > 300)


def _salaries() -> Answer:
    everyone = kind("Player")
    return things(each for each in everyone if 27e6 <= num(each, "highest_salary") <= 32e6)


def _full_length() -> Answer:
    series = kind("WorldSeries", games_played="7")
    return things(each for each in series if 1980 <= num(each, "year") <= 1989)


def _on(name: str, people: set[str], date: str) -> set[str]:
    """Who has a date of that name that contains the text `date`."""
    return {each for each in people if date in node(each).get(name, "")}


def _died() -> Answer:
    players, managers = (_on("death_date", kind(each), "2020-") for each in ("Player", "Manager"))
    return also(things(players), things(players | managers))


def _christmas() -> Answer:
    return things(_on("birth_date", kind("Player") | kind("Manager"), "-12-25"))


GOLD: dict[str, GoldFunction] = {
    "f001": lambda: things(to("managed_by", season("1986 New York Mets"))),
    "f002": lambda: things(to("born_in", player("Ichiro Suzuki"))),
    "f003": _champion_of_1988,
    "f004": lambda: things(to("played_for", player("Nolan Ryan"))),
    "f005": lambda: things(to("awarded_to", one("Award", "1999 AL Cy Young Award"))),
    "f006": lambda: things(fro("played_in", season("2004 Boston Red Sox"))),
    "f007": lambda: things(fro("attended", one("School", "Stanford University"))),
    "f008": lambda: things(to("born_in", *fro("attended", one("School", "Stanford University")))),
    "f009": lambda: things(to("home_games_at", *fro("season_of", team("San Diego Padres")))),
    "f010": lambda: things(fro("located_in", *kind("City", state="Texas")) & kind("School")),
    "f011": _franchises_of_la_russa,
    "f012": _teammates,
    "f013": lambda: things(to("managed_by", *to("played_in", player("Derek Jeter")))),
    "f014": _townsmen,
    "f015": lambda: things(to("attended", *fro("played_in", season("2001 Arizona Diamondbacks")))),
    "f016": _parks_of_champions,
    "f017": _cities_of_the_expos,
    "f018": _who_beat_the_yankees,
    "f019": lambda: things(to("season_of", *to("lost_by", one("WorldSeries", "1995 World Series")))),
    "f020": lambda: things(to("managed_by", season("1969 New York Mets"))),
    "f021": lambda: things(_both_new_york_teams()),
    "f022": lambda: things(_famous(_both_new_york_teams())),
    "f023": _rookie_and_mvp,
    "f024": _californian_colleges,
    "f025": lambda: things(_famous(kind("Player", position="shortstop", bats="both"))),
    "f026": lambda: things(winners(ROOKIE) & born(country="Dominican Republic")),
    "f027": lambda: things(kind("Team") - to("season_of", *champions())),
    "f028": _sluggers_left_out,
    "f029": _not_at_shea,
    "f030": _good_but_beaten,
    "f031": lambda: things(each for each in winners(CY) if "all_star_years" not in node(each)),
    "f032": _tall,
    "f033": lambda: things(each for each in kind("Player") if num(each, "home_runs") >= 600),
    "f034": _closers,
    "f035": _salaries,
    "f036": _full_length,
    "f037": lambda: things(_on("debut", kind("Player"), "1982-")),
    "f038": _died,
    "f039": _christmas,
}

